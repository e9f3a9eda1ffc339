/* GOCACHEPROG: a program that keeps the build cache, as Go 1.24 speaks with it (package
 * cmd/go/internal/cacheprog there): requests to its standard input, responses from its standard output, each
 * a JSON object. We wait for each response before the next request. */
#include "driver/driver.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/base64.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Response {
    int64_t id;
    bool miss, has_err;
    const char *err, *disk_path;
    Words commands;
} Response;

static struct { pid_t pid, owner; int in, out; int64_t last_id; bool get, put, close, opened; const char *name; } prog;

/* ---- the JSON of responses ---- */

typedef struct Json { const char *p; bool bad; } Json;

static char next_token(Json *j)
{
    while (isspace((unsigned char)*j->p))
        j->p++;
    return *j->p;
}

static bool take(Json *j, char c)
{
    bool is = next_token(j) == c;
    j->p += is;
    return is;
}

static unsigned hex4(Json *j)
{
    unsigned v = 0;
    for (int i = 0; i < 4; i++) {
        char c = *j->p;
        if (!isxdigit((unsigned char)c))
            return j->bad = true, 0;
        v = v * 16 + (unsigned)(isdigit((unsigned char)c) ? c - '0' : (c | 32) - 'a' + 10);
        j->p++;
    }
    return v;
}

static void put_utf8(Buf *b, unsigned c)
{
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    int n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    buf_putc(b, (char)(lead[n] | c >> (6 * (n - 1))));
    for (int i = n - 1; i-- > 0;)
        buf_putc(b, (char)(0x80 | (c >> (6 * i) & 0x3f)));
}

static void escape(Json *j, Buf *b)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *at = *j->p ? strchr(names, *j->p) : NULL;
    if (at) {
        buf_putc(b, values[at - names]);
        j->p++;
        return;
    }
    if (*j->p++ != 'u') {
        j->bad = true;
        return;
    }
    unsigned c = hex4(j);
    if (c >= 0xd800 && c < 0xdc00 && j->p[0] == '\\' && j->p[1] == 'u') {
        j->p += 2;
        c = 0x10000 + ((c - 0xd800) << 10) + ((hex4(j) - 0xdc00) & 0x3ff);
    }
    put_utf8(b, c);
}

static const char *json_string(Json *j)
{
    Buf b = {0};
    if (!take(j, '"'))
        j->bad = true;
    while (!j->bad && *j->p != '"') {
        if (!*j->p)
            j->bad = true;
        else if (*j->p == '\\')
            j->p++, escape(j, &b);
        else
            buf_putc(&b, *j->p++);
    }
    j->p += !j->bad;
    const char *s = arena_strndup(perm, b.p ? b.p : "", b.len);
    buf_free(&b);
    return s;
}

/* A value that nobody asked for. */
static void json_skip(Json *j)
{
    int depth = 0;
    do {
        char c = next_token(j);
        if (c == '"') {
            json_string(j);
        } else if (c == '{' || c == '[') {
            depth++;
            j->p++;
        } else if (c == '}' || c == ']') {
            depth--;
            j->p++;
        } else if (!c) {
            j->bad = true;
        } else if (c == ',' || c == ':') {
            j->p++;
        } else {
            j->p += strcspn(j->p, ",:{}[]\" \t\r\n");
        }
    } while (!j->bad && depth > 0);
}

static bool json_bool(Json *j)
{
    bool truth = next_token(j) == 't';
    json_skip(j);
    return truth;
}

static void known_commands(Json *j, Response *r)
{
    if (!take(j, '['))
        return json_skip(j);
    while (!j->bad && !take(j, ']')) {
        vec_push(perm, &r->commands, json_string(j));
        take(j, ',');
    }
}

static bool read_response(const char *text, Response *r)
{
    Json j = {.p = text};
    if (!take(&j, '{'))
        return false;
    while (!j.bad && !take(&j, '}')) {
        const char *key = json_string(&j);
        if (!take(&j, ':'))
            return false;
        if (strcasecmp(key, "ID") == 0)
            r->id = strtoll(j.p, NULL, 10), json_skip(&j);
        else if (strcasecmp(key, "Err") == 0 && next_token(&j) == '"')
            r->err = json_string(&j);
        else if (strcasecmp(key, "Miss") == 0)
            r->miss = json_bool(&j);
        else if (strcasecmp(key, "DiskPath") == 0 && next_token(&j) == '"')
            r->disk_path = json_string(&j);
        else if (strcasecmp(key, "KnownCommands") == 0)
            known_commands(&j, r);
        else
            json_skip(&j);
        take(&j, ',');
    }
    return !j.bad;
}

/* The text of one object, from its first brace to the one that closes it; false at the end of input. */
static bool read_object(Buf *b)
{
    int depth = 0;
    bool quoted = false, escaped = false;
    for (;;) {
        char c;
        ssize_t n = read(prog.out, &c, 1); /* responses are short */
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        buf_putc(b, c);
        if (quoted) {
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else {
            quoted = c == '"';
            depth += (c == '{') - (c == '}');
            if (c == '}' && depth <= 0)
                return true;
        }
    }
}

/* ---- the program ---- */

static void wait_for_response(Response *r)
{
    Buf b = {0};
    *r = (Response){0};
    if (!read_object(&b))
        diag_fatal("GOCACHEPROG exited pre-Close with 1 pending requests");
    if (!read_response(buf_cstr(&b), r))
        diag_fatal("error reading JSON from GOCACHEPROG: %s", buf_cstr(&b));
    if (r->id != prog.last_id)
        diag_fatal("GOCACHEPROG sent response for unknown request ID %lld", (long long)r->id);
    buf_free(&b);
}

static void close_program(void)
{
    Response r;
    if (!prog.opened || prog.owner != getpid())
        return;
    prog.opened = false;
    if (prog.close) {
        Buf b = {0};
        dprintf(prog.in, "{\"ID\":%lld,\"Command\":\"close\"}\n", (long long)++prog.last_id);
        if (read_object(&b)) /* it may also end without a word */
            read_response(buf_cstr(&b), &r);
        buf_free(&b);
    }
    close(prog.in);
    waitpid(prog.pid, NULL, 0);
}

NORETURN static void run_program(Words words, int in, int out)
{
    vec_push(perm, &words, NULL);
    dup2(in, 0);
    dup2(out, 1);
    execvp(words.p[0], (char **)words.p);
    fprintf(stderr, "error starting GOCACHEPROG program \"%s\": %s\n", words.p[0], errno_text(errno));
    _exit(127);
}

static void start_program(const char *command)
{
    int in[2], out[2];
    Words words = split_words(command);
    if (words.len == 0 || pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
        diag_fatal("error starting GOCACHEPROG program \"%s\"", command);
    fflush(NULL);
    prog.pid = fork();
    if (prog.pid == 0)
        run_program(words, in[0], out[1]);
    close(in[0]);
    close(out[1]);
    prog.in = in[1];
    prog.out = out[0];
    prog.owner = getpid();
    Buf b = {0};
    Response r = {0};
    int status = 0;
    if (!read_object(&b) && waitpid(prog.pid, &status, 0) == prog.pid && WIFEXITED(status) && WEXITSTATUS(status) == 127)
        exit(2); /* it has said why */
    if (!b.len)
        diag_fatal("GOCACHEPROG %s ended before it said what it can do", words.p[0]);
    if (!read_response(buf_cstr(&b), &r) || r.commands.len == 0)
        diag_fatal("GOCACHEPROG %s declared no supported commands", words.p[0]);
    buf_free(&b);
    for (uint32_t i = 0; i < r.commands.len; i++) {
        prog.get |= strcmp(r.commands.p[i], "get") == 0;
        prog.put |= strcmp(r.commands.p[i], "put") == 0;
        prog.close |= strcmp(r.commands.p[i], "close") == 0;
    }
    prog.opened = true;
    atexit(close_program);
}

bool cacheprog_enabled(void)
{
    const char *command = getenv("GOCACHEPROG");
    if (!command || !*command)
        return false;
    if (!prog.opened)
        start_program(command);
    return true;
}

/* ---- requests ---- */

static void send_all(const char *p, size_t n)
{
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);
    while (n > 0) {
        ssize_t sent = write(prog.in, p, n);
        if (sent < 0 && errno != EINTR)
            diag_fatal("GOCACHEPROG: %s", errno_text(errno));
        if (sent > 0)
            p += sent, n -= (size_t)sent;
    }
    signal(SIGPIPE, before);
}

static void put_base64(Buf *b, const void *data, size_t size)
{
    Arena *a = arena_new();
    char *text = arena_alloc(a, BASE64_ENCODE_RAW_LENGTH(size) + 1);
    base64_encode_raw(text, size, data);
    buf_write(b, text, BASE64_ENCODE_RAW_LENGTH(size));
    arena_free(a);
}

static void begin(Buf *b, const char *command, const char *key, const char *kind)
{
    uint8_t action[32];
    const char *about = arena_printf(perm, "seago %s %s", key, kind);
    cache_digest(about, strlen(about), action);
    buf_printf(b, "{\"ID\":%lld,\"Command\":\"%s\",\"ActionID\":\"", (long long)++prog.last_id, command);
    put_base64(b, action, sizeof action);
    buf_putc(b, '"');
}

static const char *finish(Buf *b)
{
    Response r;
    send_all(b->p, b->len);
    buf_free(b);
    wait_for_response(&r);
    return r.err || r.miss || !r.disk_path || !*r.disk_path ? NULL : r.disk_path;
}

const char *cacheprog_get(const char *key, const char *kind)
{
    Buf b = {0};
    if (!prog.get)
        return NULL;
    begin(&b, "get", key, kind);
    buf_puts(&b, "}\n\n");
    return finish(&b);
}

const char *cacheprog_put(const char *key, const char *kind, const char *path)
{
    size_t size;
    Buf b = {0};
    uint8_t output[32];
    char *data = prog.put ? file_read(path, &size) : NULL;
    if (!data)
        return NULL;
    cache_digest(data, size, output);
    begin(&b, "put", key, kind);
    buf_puts(&b, ",\"OutputID\":\"");
    put_base64(&b, output, sizeof output);
    buf_putc(&b, '"');
    if (size)
        buf_printf(&b, ",\"BodySize\":%zu", size);
    buf_puts(&b, "}\n\n");
    if (size) {
        buf_putc(&b, '"');
        put_base64(&b, data, size);
        buf_puts(&b, "\"\n");
    }
    return finish(&b);
}
