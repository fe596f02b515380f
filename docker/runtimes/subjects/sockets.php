<?php
// PHP's ext/sockets: socket_read() and socket_write().
function answer($outcome, $words = '') { echo str_replace("\n", ' ', "$outcome\t$words"), "\n"; }
function failure($socket) { $number = socket_last_error($socket); answer("errno:$number", socket_strerror($number)); socket_clear_error($socket); }
error_reporting(0);
$socket = null;
while (($line = fgets(STDIN)) !== false) {
    [$word, $rest] = explode(' ', rtrim($line, "\n"), 2) + [1 => ''];
    try {
        if ($word === 'open') {
            [$link, $where] = explode(' ', $rest, 2);
            $socket = socket_create($link === 'unix' ? AF_UNIX : AF_INET, SOCK_STREAM, 0);
            $opened = $link === 'unix' ? socket_connect($socket, $where) : socket_connect($socket, '127.0.0.1', (int) $where);
            $opened ? answer('done') : failure($socket);
        } elseif ($word === 'read') {
            $data = socket_read($socket, (int) $rest);
            $data === false ? failure($socket) : answer($data === '' ? 'EOF' : strlen($data));
        } elseif ($word === 'write') {
            $sent = socket_write($socket, $rest);
            $sent === false ? failure($socket) : answer($sent);
        } elseif ($word === 'shutdown') {
            socket_shutdown($socket, 1) ? answer('0') : failure($socket);
        } elseif ($word === 'close') {
            socket_close($socket);
            answer('0');
        }
    } catch (Throwable $error) {
        answer('error', get_class($error) . ': ' . $error->getMessage());
    }
}
