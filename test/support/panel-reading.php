<?php
// What the panel understands of a request, without doing it: section 1 of the contract, in PHP's own reading of bodies.
// Prints JSON; every value of the client's is base64, because values are bytes.

function readRequest(): array
{
    if (isset($_POST['access_key']) || isset($_POST['user']) || isset($_POST['hash'])) {
        return ['form', $_POST];
    }
    return ['json', json_decode(file_get_contents('php://input'), true)];
}

function splitHash(array $data): array
{
    if (isset($data['access_key']) || !isset($data['hash']) || substr_count($data['hash'], ':') !== 1) {
        return $data;
    }
    [$id, $secret] = explode(':', $data['hash']);
    if (strlen($id) === 20 && strlen($secret) === 40) {
        $data['access_key'] = $id;
        $data['secret_key'] = $secret;
    }
    return $data;
}

function modeOf(array $data): string
{
    if (isset($data['access_key']) && isset($data['secret_key'])) {
        return 'access_key';
    }
    return isset($data['user']) || isset($data['hash']) ? 'legacy' : '405';
}

function credentialOf(string $mode, array $data): array
{
    if ($mode === 'access_key') {
        return ['access-key', ['access_key' => trim($data['access_key']), 'secret_key' => trim($data['secret_key'])]];
    }
    $sees = [];
    foreach (['hash', 'user', 'password'] as $name) {
        if (isset($data[$name])) {
            $sees[$name] = is_array($data[$name]) ? json_encode($data[$name]) : (string) $data[$name];
        }
    }
    return [empty($data['hash']) ? 'password' : 'api-key', $sees];
}

function argumentsOf(array $data): array
{
    $arguments = [];
    for ($i = 1; $i <= 13; $i++) {
        if (isset($data["arg$i"])) {
            $arguments["arg$i"] = trim($data["arg$i"]);
        }
    }
    return $arguments;
}

function argvOf(string $command, array $arguments): array
{
    // The API carries this one out itself, and takes CONTENT and NAME by name.
    if ($command === 'v-make-tmp-file') {
        return [$arguments['arg1'] ?? '', $arguments['arg2'] ?? ''];
    }
    return array_values($arguments);
}

$reading = ['route' => '405', 'mode' => null, 'credential' => null, 'fatal' => null, 'sees' => [], 'argv' => null, 'returncode' => false];
try {
    [$route, $data] = readRequest();
    if ($data != null) {
        $reading['route'] = $route;
        $data = is_array($data) ? splitHash($data) : [];
        $reading['mode'] = modeOf($data);
    }
    if ($reading['mode'] === 'access_key' || $reading['mode'] === 'legacy') {
        [$kind, $credential] = credentialOf($reading['mode'], $data);
        $command = trim($data['cmd'] ?? '');
        $arguments = argumentsOf($data);
        $reading['credential'] = $kind;
        $reading['sees'] = $credential + ['cmd' => $command] + $arguments;
        $reading['argv'] = argvOf($command, $arguments);
        $reading['returncode'] = ($data['returncode'] ?? '') === 'yes';
    }
} catch (Throwable $fault) {
    $reading['fatal'] = get_class($fault) . ': ' . $fault->getMessage();
}

$reading['sees'] = (object) array_map('base64_encode', $reading['sees']);
$reading['argv'] = is_array($reading['argv']) ? array_map('base64_encode', $reading['argv']) : null;
header('Content-Type: application/json');
echo json_encode($reading);
