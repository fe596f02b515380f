<?php
// PHP's file_get_contents() of an http address.
$notices = [];
set_error_handler(function ($level, $text) use (&$notices) { $notices[] = $text; return true; });
while (($line = fgets(STDIN)) !== false) {
    [$method, $port, $size] = explode(' ', trim($line));
    $notices = [];
    $options = ['method' => strtoupper($method), 'ignore_errors' => true, 'timeout' => 10] + ($size > 0 ? ['content' => str_repeat('x', (int) $size)] : []);
    $http_response_header = [];
    $data = file_get_contents("http://127.0.0.1:$port/", false, stream_context_create(['http' => $options]));
    $status = preg_match('/ (\d{3}) /', $http_response_header[0] ?? '', $found) ? $found[1] : 0;
    echo $data === false ? 'error' : "$status " . strlen($data), "\t", str_replace("\n", ' ', implode('; ', $notices)), "\n";
}
