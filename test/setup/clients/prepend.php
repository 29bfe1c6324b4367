<?php
// Before each page of the panel: what its pool says of its environment, and where the request came in.
$_SERVER['HESTIA'] = '/usr/local/hestia';
file_put_contents('/var/log/api-calls', "$_SERVER[SERVER_PORT] " . json_encode([$_SERVER['REQUEST_URI'], $_POST]) . "\n", FILE_APPEND);
