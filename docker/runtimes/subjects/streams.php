<?php
// PHP's streams: stream_socket_client(), fread() and fwrite(). What they say beside what they return is in the words.
function answer($outcome, $words = '') { echo str_replace("\n", ' ', "$outcome\t$words"), "\n"; }
$notice = '';
set_error_handler(function ($level, $text) use (&$notice) { $notice = [E_WARNING => 'Warning: ', E_NOTICE => 'Notice: '][$level] . $text; return true; });
/** `errno=32` in a notice is all that PHP tells of an error. */
function outcome($notice) { return preg_match('/errno=(\d+)/', $notice, $found) ? "errno:$found[1]" : 'error'; }
$stream = null;
while (($line = fgets(STDIN)) !== false) {
    [$word, $rest] = explode(' ', rtrim($line, "\n"), 2) + [1 => ''];
    $notice = '';
    try {
        if ($word === 'open') {
            [$link, $where] = explode(' ', $rest, 2);
            $stream = stream_socket_client($link === 'unix' ? "unix://$where" : "tcp://127.0.0.1:$where", $number, $text, 2);
            $stream ? answer('done') : answer($number ? "errno:$number" : 'error', "$text; $notice");
        } elseif ($word === 'read') {
            $data = fread($stream, (int) $rest);
            $end = feof($stream) ? 'feof() is true' : 'feof() is false';
            if ($data === false) answer(outcome($notice), trim("false, $end; $notice"));
            else answer($data === '' ? 'EOF' : strlen($data), $data === '' ? $end : '');
        } elseif ($word === 'write') {
            $sent = fwrite($stream, $rest);
            $sent === false ? answer(outcome($notice), "false; $notice") : answer($sent);
        } elseif ($word === 'shutdown') {
            stream_socket_shutdown($stream, STREAM_SHUT_WR) ? answer('0') : answer(outcome($notice), $notice);
        } elseif ($word === 'close') {
            fclose($stream);
            answer('0');
        }
    } catch (Throwable $error) {
        answer('error', get_class($error) . ': ' . $error->getMessage());
    }
}
