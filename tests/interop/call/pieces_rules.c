#include <string.h>

#include "tests/interop/call/pieces_ends.h"

/* Twenty seconds of both ends pass in one of the wall's. */
#define FAST "speed=20 "

/* Across calls: Alice's profile, and keys of Bob's. */
#define ALICE_AT_HOME A_SERVER "profile=SHARED/alice isolated=" BOB
#define BOB_WITH(key) "no-cordon offers=c-webrtc identity=" BOB " key=SHARED/" key ".pem"

static gboolean
shows (const StageReport *report, const char *address)
{
  return strstr (report->candidates, address) != NULL;
}

/* Everything that the machine has. */
static gboolean
a_shows_all (const StageResult *result)
{
  return stage_report_says (&result->a, "mode=1") && shows (&result->a, " 127.0.0.1 ")
         && shows (&result->a, " 127.0.0.2 ");
}

/* One address, under a name. */
static gboolean
a_shows_a_name (const StageResult *result)
{
  return stage_report_says (&result->a, "mode=2") && shows (&result->a, ".local ")
         && !shows (&result->a, "127.0.0.");
}

static gboolean
a_shows_a_name_since_the_restart (const StageResult *result)
{
  return a_shows_a_name (result) && result->a.n_descriptions == 2 && result->b.n_descriptions == 2;
}

static gboolean
a_shows_nothing (const StageResult *result)
{
  return stage_report_says (&result->a, "mode=4") && !shows (&result->a, "a=candidate:");
}

static gboolean
no_section_for_data (const StageResult *result)
{
  return stage_report_says (&result->a, "data-section=no")
         && stage_report_says (&result->b, "data-section=no");
}

static gboolean
a_refused_data (const StageResult *result)
{
  return !stage_report_says (&result->a, "data-refused=0");
}

static gint64
gap_of (const StageReport *report)
{
  const char *at = strstr (report->facts, "gap=");

  return at ? g_ascii_strtoll (at + strlen ("gap="), NULL, 10) : G_MAXINT64;
}

static gboolean
both_consent (const StageResult *result)
{
  return stage_report_says (&result->a, "freshness=granted") && stage_report_says (&result->a, "call=open")
         && stage_report_says (&result->b, "freshness=granted");
}

/* Media was sent until consent lapsed, 30 s after the last answer, and not a packet later. */
static gboolean
a_stopped_in_time (const StageResult *result)
{
  return stage_report_says (&result->a, "freshness=expired") && stage_report_says (&result->a, "call=none")
         && stage_report_says (&result->b, "freshness=granted") && gap_of (&result->a) > 28 * G_USEC_PER_SEC
         && gap_of (&result->a) < 30 * G_USEC_PER_SEC;
}

/* With the answer to the next check, which comes after 6 s at most. */
static gboolean
a_stopped_at_once (const StageResult *result)
{
  return stage_report_says (&result->a, "freshness=revoked") && stage_report_says (&result->a, "call=none")
         && gap_of (&result->a) < 8 * G_USEC_PER_SEC;
}

static gboolean
key_is_new (const StageResult *result)
{
  return stage_report_says (&result->a, "key=first") && stage_report_says (&result->a, "key-notices=0");
}

static gboolean
key_is_known (const StageResult *result)
{
  return stage_report_says (&result->a, "key=same") && stage_report_says (&result->a, "key-notices=0");
}

static gboolean
key_has_changed (const StageResult *result)
{
  return stage_report_says (&result->a, "key=changed") && stage_report_says (&result->a, "key-notices=1");
}

static const Piece pieces[] = {
  { "rules",
    "1",
    "with a camera in use all addresses are shown",
    { A_SERVER "two-homes", "" },
    OPEN,
    OPEN,
    a_shows_all },
  { "rules",
    "2",
    "a page that only watches shows the default route, under a name",
    { A_SERVER "two-homes watches", "" },
    { .state = "accessible", .plain = "content", .data = "hello" },
    { .state = "accessible", .plain = "nothing", .data = "hello" },
    a_shows_a_name },
  { "rules",
    "3",
    "the administrator allows the default route, and no more",
    { A_SERVER "two-homes isolated=" BOB, "identity=" BOB,
      .a_policy = "{\"ip-mode\":\"default-route-and-private\"}" },
    SHUT,
    SHUT_WITH ("content"),
    a_shows_a_name },
  { "rules",
    "4",
    "the administrator wants a proxy, and there is none: no address leaves",
    { A_SERVER "two-homes", "", .a_policy = "{\"ip-mode\":\"proxy-only\"}", .nobody_comes = TRUE },
    { .state = "new", .plain = "nothing", .isolated = "nothing", .data = "" },
    { .state = "new", .plain = "nothing", .isolated = "nothing", .data = "" },
    a_shows_nothing },
  { "rules",
    "5",
    "the camera's grant is taken back: the next gathering shows one address, the call goes on",
    { A_SERVER "two-homes", "", .event = "a revoke;a restart;wait 700" },
    OPEN,
    { .state = "accessible", .plain = "blank", .data = "hello" },
    a_shows_a_name_since_the_restart },
  { "rules",
    "6",
    "the administrator becomes stricter under a running call: the next gathering shows nothing",
    { A_SERVER "two-homes", "", .a_policy = "{}",
      .event = "a policy {\"ip-mode\":\"proxy-only\"};wait 1000;a restart" },
    OPEN,
    OPEN,
    a_shows_nothing },
  { "rules",
    "7",
    "the administrator refuses data beside isolated media: none is negotiated",
    { A_SERVER "isolated=" BOB, "identity=" BOB, .a_policy = "{\"refuse-data-channels\":true}" },
    { .state = "confidential", .received = "isolated", .plain = "content", .data = "" },
    { .state = "confidential",
      .received = "isolated",
      .plain = "content",
      .isolated = "content",
      .data = "" },
    no_section_for_data },
  { "rules",
    "8",
    "the same, and data comes all the same",
    { A_SERVER "isolated=" BOB, "no-cordon offers=c-webrtc insists identity=" BOB,
      .a_policy = "{\"refuse-data-channels\":true}" },
    { .state = "confidential", .received = "isolated", .plain = "content", .data = "" },
    { .state = "connected", .isolated = "content", .data = "" },
    a_refused_data },
  { "rules",
    "9",
    "the rule comes under a running call: the channel is shut in both directions",
    { A_SERVER "isolated=" BOB, "identity=" BOB, .a_policy = "{}",
      .event = "a policy {\"refuse-data-channels\":true};wait 1000;a say late;b say late" },
    SHUT,
    SHUT_WITH ("content"),
    a_refused_data },
  { "rules",
    "10",
    "without isolated media the rule says nothing",
    { A_SERVER, "", .a_policy = "{\"refuse-data-channels\":true}" },
    OPEN,
    OPEN,
    NULL },

  { "consent",
    "1",
    "a minute long the other end consents anew",
    { A_SERVER FAST, FAST, .event = "wait 3000" },
    OPEN,
    OPEN,
    both_consent },
  { "consent",
    "2",
    "the other end answers no more: sending stops 30 s after the last answer",
    { A_SERVER FAST, FAST, .event = "b fall-silent;wait 1800;a say late" },
    { .plain = "content" },
    { .plain = "nothing", .data = "hello" },
    a_stopped_in_time },
  { "consent",
    "3",
    "the other end takes its consent back: sending stops at once",
    { A_SERVER FAST, FAST, .event = "b forbid;wait 600;a say late" },
    { .plain = "content" },
    { .plain = "nothing", .data = "hello" },
    a_stopped_at_once },

  { "keys",
    "1",
    "the first call with Bob",
    { ALICE_AT_HOME, BOB_WITH ("one") },
    { .state = "confidential", .secure = BOB },
    { .isolated = "content" },
    key_is_new },
  { "keys",
    "2",
    "the second, of two new processes: the same key",
    { ALICE_AT_HOME, BOB_WITH ("one") },
    { .state = "confidential", .secure = BOB },
    { .isolated = "content" },
    key_is_known },
  { "keys",
    "3",
    "Bob has another key: one notice, and the call goes on",
    { ALICE_AT_HOME, BOB_WITH ("two") },
    { .state = "confidential", .secure = BOB },
    { .isolated = "content" },
    key_has_changed },
  { "keys",
    "4",
    "the same again is no news; then the user clears what sites are known by",
    { ALICE_AT_HOME, BOB_WITH ("two"), .event = "a clear" },
    { .state = "confidential", .secure = BOB },
    { .isolated = "content" },
    key_is_known },
  { "keys",
    "5",
    "afterwards Bob is met for the first time",
    { ALICE_AT_HOME, BOB_WITH ("two") },
    { .state = "confidential", .secure = BOB },
    { .isolated = "content" },
    key_is_new },
};

const PieceTable piece_table_rules = { pieces, G_N_ELEMENTS (pieces) };
