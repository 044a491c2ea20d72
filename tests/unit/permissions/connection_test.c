#include "tests/support/test.h"

#include "permissions/connection.h"

static void
anything_but_exactly_allow_blocks (void **state)
{
  static const struct
  {
    const char *policies;
    gboolean blocks;
  } cases[] = {
    { NULL, FALSE },
    { "", FALSE },
    { "default-src 'none'", FALSE },
    { "webrtc 'allow'", FALSE },
    { "  WebRTC\t'ALLOW' ; default-src *", FALSE },
    { "webrtc 'block'", TRUE },
    { "webrtc", TRUE },
    { "webrtc allow", TRUE },
    { "webrtc 'allow' 'allow'", TRUE },
    { "webrtc 'allow' 'block'", TRUE },
    { "default-src *; webrtc 'nonsense'", TRUE },
    { "webrtc 'allow'; webrtc 'block'", FALSE },
    { "webrtc 'block'; webrtc 'allow'", TRUE },
    { "webrtc 'allow', webrtc 'block'", TRUE },
    { "default-src *, webrtc 'allow'", FALSE },
    { "webrtc-legacy 'block'", FALSE },
    { ";;,;", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cordon_csp_blocks_webrtc (cases[i].policies) != cases[i].blocks)
      fail_msg ("%s", cases[i].policies);
}

static void
a_prohibited_connection_fails_at_every_start (void **state)
{
  const CordonConnectionFacts blocked = { .csp_blocks = cordon_csp_blocks_webrtc ("webrtc 'block'") };
  const CordonConnectionFacts mixed = { .active_mixed_content = TRUE };
  const CordonConnectionFacts free = { 0 };

  for (guint start = 0; start < 3; start++)
    {
      assert_int_equal (cordon_connection_begin (&blocked), CORDON_CONNECTION_FAILED);
      assert_int_equal (cordon_connection_begin (&mixed), CORDON_CONNECTION_FAILED);
      assert_int_equal (cordon_connection_begin (&free), CORDON_CONNECTION_CHECKING);
    }
}

/* A transport as it should be: it asks where a packet would leave, and nothing else depends on the answer. */
static char *
trace_checks (guint16 port, guint *out_n_packets)
{
  GString *trace = g_string_new ("checking ");
  guint wait_ms = 500;

  *out_n_packets = 0;
  for (guint attempt = 0; attempt < 7; attempt++, wait_ms *= 2)
    {
      *out_n_packets += cordon_port_may_be_used (port);
      g_string_append_printf (trace, "+%u ", wait_ms);
    }
  g_string_append (trace, "failed");

  return g_string_free (trace, FALSE);
}

static void
a_blocked_port_is_as_silent_as_a_dead_address (void **state)
{
  guint n_blocked;
  guint n_dead;
  g_autofree char *blocked = trace_checks (6667, &n_blocked);
  g_autofree char *dead = trace_checks (50000, &n_dead);

  assert_string_equal (blocked, dead);
  assert_int_equal (n_blocked, 0);
  assert_int_equal (n_dead, 7);
}

static void
the_blocked_ports_are_those_of_fetch (void **state)
{
  static const guint16 bad[] = {
    0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,    42,   43,
    53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,   117,  119,
    123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,   530,  531,
    532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720,  1723, 2049,
    3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
  };
  guint next = 0;

  for (guint port = 0; port <= G_MAXUINT16; port++)
    {
      gboolean is_bad = next < G_N_ELEMENTS (bad) && bad[next] == port;

      if (cordon_port_may_be_used ((guint16) port) == is_bad)
        fail_msg ("port %u", port);
      next += is_bad;
    }
  assert_int_equal (next, G_N_ELEMENTS (bad));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (anything_but_exactly_allow_blocks, "A-24"),
    CORDON_TEST (a_prohibited_connection_fails_at_every_start, "A-21 A-24"),
    CORDON_TEST (a_blocked_port_is_as_silent_as_a_dead_address, "A-25"),
    CORDON_TEST (the_blocked_ports_are_those_of_fetch, "A-25"),
  };

  return cordon_test_run (tests);
}
