<?php
// Played: a panel that judges addresses as the real one does, by its own list, and answers every call that it takes.
preg_match("/^API_ALLOWED_IP='(.*)'$/m", file_get_contents('/usr/local/hestia/conf/hestia.conf'), $found);
$is_allowed = $found[1] === 'allow-all' || in_array($_SERVER['REMOTE_ADDR'], explode(',', $found[1]));
// Where it came in, and what it was.
file_put_contents('/var/log/api-calls', "$_SERVER[SERVER_PORT] " . json_encode([$_SERVER['REQUEST_URI'], $_POST]) . "\n", FILE_APPEND);
if (isset($_POST['access_key'])) {
	header('Hestia-Exit-Code: ' . ($is_allowed ? 0 : 12));
}
http_response_code($is_allowed ? 200 : 401);
if (($_POST['returncode'] ?? '') === 'yes') {
	echo $is_allowed ? 0 : 12;
} else {
	echo $is_allowed ? 'answered ' . $_SERVER['REMOTE_ADDR'] : 'Error: IP is not allowed to connect with API';
}
