<?php
// A site that logs people in with Freedom ID. PHP 8.1 or later, no extensions beyond the usual.
//
//   CLIENT_ID=... CLIENT_SECRET=... WEBHOOK_SECRET=... php -S 127.0.0.1:8090 partner.php
//
// Registered for the client: the address http://127.0.0.1:8090/callback and, for the session-end call,
// the host 127.0.0.1:8090, which brings the WEBHOOK_SECRET.
declare(strict_types=1);

define('ISSUER', getenv('ISSUER') ?: 'http://localhost:8080');
define('WEBHOOK_SECRET', getenv('WEBHOOK_SECRET') ?: '');
define('GRANTS', explode(' ', getenv('GRANTS') ?: 'read.firstname read.lastname read.phone'));
define('HERE', 'http://' . ($_SERVER['HTTP_HOST'] ?? '127.0.0.1:8090'));
define('BASIC', 'Basic ' . base64_encode(getenv('CLIENT_ID') . ':' . getenv('CLIENT_SECRET')));

/** One call of the API; an error tells status and body. */
function call(string $method, string $path, string $authorization, ?array $body = null): array
{
    $headers = ["Authorization: $authorization"];
    if ($body !== null) {
        $headers[] = 'Content-Type: application/json';
    }
    $context = stream_context_create(['http' => [
        'method' => $method, 'header' => $headers, 'timeout' => 10, 'ignore_errors' => true,
        'content' => $body === null ? '' : json_encode($body, JSON_THROW_ON_ERROR),
    ]]);
    $text = file_get_contents(ISSUER . $path, false, $context);
    $status = (int) explode(' ', $http_response_header[0] ?? '- 0')[1];
    if ($text === false || $status !== 200) {
        throw new RuntimeException("$method $path: $status $text");
    }
    return json_decode($text, true, 16, JSON_THROW_ON_ERROR);
}

function login_link(string $state): string
{
    $body = ['redirect_uri' => HERE . '/callback', 'grants' => GRANTS, 'state' => $state];
    return call('POST', '/api/v1/oauth/authorize', BASIC, $body)['redirect_uri'];
}

function exchange(string $code): array
{
    $body = ['authorization_code' => $code];
    if (WEBHOOK_SECRET !== '') {
        $body['revoke_uri'] = HERE . '/session-end';
    }
    return call('POST', '/api/v1/oauth/token', BASIC, $body);
}

/** Ends the old pair. Keep the new one before you use it. */
function refresh(array $tokens): array
{
    return call('PATCH', '/api/v1/oauth/token', 'Bearer ' . $tokens['refresh_token']);
}

function info(array $tokens): array
{
    return call('GET', '/api/v1/oauth/info', 'Bearer ' . $tokens['access_token']);
}

function uuid(): string
{
    $bytes = random_bytes(16);
    $bytes[6] = chr(ord($bytes[6]) & 0x0f | 0x40);
    $bytes[8] = chr(ord($bytes[8]) & 0x3f | 0x80);
    return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
}

/** Asks for the extended profile and waits for it; null if it is refused or fails. */
function profile(array $tokens, int $patience = 30): ?array
{
    $bearer = 'Bearer ' . $tokens['access_token'];
    $id = uuid();
    $asked = call('POST', '/api/v1/oauth/get-profile', $bearer, ['request_id' => $id]);
    for ($round = 0; $asked['status'] !== 'rejected' && $round < $patience; $round++) {
        $state = call('GET', "/api/v1/oauth/get-profile/status?request_id=$id", $bearer);
        if ($state['status'] === 'completed') {
            $json = base64_decode(strtr($state['profile']['payload'], '-_', '+/'));
            return json_decode($json, true, 16, JSON_THROW_ON_ERROR);
        }
        if ($state['status'] !== 'pending') {
            return null;
        }
        sleep(1);
    }
    return null;
}

/** Whether a session-end call carries our signature, not older than five minutes. */
function is_from_freedom_id(string $header, string $body): bool
{
    if (WEBHOOK_SECRET === '' || !preg_match('/^t=(\d{1,12}),v1=([0-9a-f]{64})$/', $header, $parts)) {
        return false;
    }
    $expected = hash_hmac('sha256', $parts[1] . '.' . $body, WEBHOOK_SECRET);
    return abs(time() - (int) $parts[1]) <= 300 && hash_equals($expected, $parts[2]);
}

function answer(int $status, string $text, string $kind = 'text/plain'): void
{
    http_response_code($status);
    header("Content-Type: $kind; charset=utf-8");
    echo $text;
}

/** What came from outside, if it is a text: it may be a list, or not there. */
function text(array $from, string $name): string
{
    return is_string($from[$name] ?? null) ? $from[$name] : '';
}

function callback(): void
{
    // Without this check somebody could log a person in to an account that is not theirs.
    $own = text($_COOKIE, 'state');
    if ($own === '' || !hash_equals($own, text($_GET, 'state'))) {
        answer(400, 'the state is not ours');
        return;
    }
    $code = text($_GET, 'authorization_code');
    if ($code === '') {
        answer(200, 'refused: ' . text($_GET, 'error'));
        return;
    }
    $tokens = exchange($code);
    $told = ['info' => info($tokens)];
    if (in_array('read.profile', GRANTS, true)) {
        $told['profile'] = profile($tokens);
    }
    // A real site keeps the pair, and the id beside its own session.
    $tokens = refresh($tokens);
    $told['access_expire_at'] = $tokens['access_expire_at'];
    answer(200, json_encode($told, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), 'application/json');
}

try {
    switch (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
        case '/login':
            $state = bin2hex(random_bytes(24));
            setcookie('state', $state, ['path' => '/', 'httponly' => true, 'samesite' => 'Lax', 'expires' => time() + 600]);
            header('Location: ' . login_link($state), true, 302);
            break;
        case '/callback':
            callback();
            break;
        case '/session-end':
            $body = file_get_contents('php://input');
            $ours = is_from_freedom_id($_SERVER['HTTP_X_FREEDOMID_SIGNATURE'] ?? '', $body);
            // End our session of the family json_decode($body)->id here; the call may come more than once.
            answer($ours ? 200 : 401, $ours ? 'ended' : 'bad signature');
            break;
        default:
            answer(200, '<a href="/login">Log in with Freedom ID</a>', 'text/html');
    }
} catch (RuntimeException | JsonException $error) {
    answer(502, $error->getMessage());
}
