#include "permissions/connection.h"

#include <string.h>

/* Fetch, "bad port", in ascending order. */
static const guint16 bad_ports[] = {
  0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,    42,   43,
  53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,   117,  119,
  123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,   530,  531,
  532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720,  1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
};

gboolean
cordon_port_may_be_used (guint16 port)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_ports) && bad_ports[i] <= port; i++)
    if (bad_ports[i] == port)
      return FALSE;

  return TRUE;
}

static gboolean
is_word (const char *text, gsize size, const char *word)
{
  return strlen (word) == size && g_ascii_strncasecmp (text, word, size) == 0;
}

/* One directive: its name, and for `webrtc` whether its value is the one word that allows. */
static gboolean
directive_blocks (const char *directive, gsize size, gboolean *out_is_webrtc)
{
  static const char space[] = " \t\n\f\r";
  const char *end = directive + size;
  const char *value;
  gsize name;

  while (directive < end && strchr (space, *directive))
    directive++;
  for (name = 0; directive + name < end && !strchr (space, directive[name]);)
    name++;
  *out_is_webrtc = is_word (directive, name, "webrtc");
  if (!*out_is_webrtc)
    return FALSE;

  for (value = directive + name; value < end && strchr (space, *value);)
    value++;
  while (end > value && strchr (space, end[-1]))
    end--;

  return !is_word (value, (gsize) (end - value), "'allow'");
}

/* The first directive of a name counts in each policy. */
static gboolean
policy_blocks (const char *policy, gsize size)
{
  const char *end = policy + size;

  while (policy < end)
    {
      const char *semicolon = memchr (policy, ';', (gsize) (end - policy));
      gboolean is_webrtc;
      gboolean blocks = directive_blocks (policy, (gsize) ((semicolon ? semicolon : end) - policy),
                                          &is_webrtc);

      if (is_webrtc)
        return blocks;
      policy = semicolon ? semicolon + 1 : end;
    }

  return FALSE;
}

gboolean
cordon_csp_blocks_webrtc (const char *policies)
{
  while (policies && *policies)
    {
      gsize size = strcspn (policies, ",");

      if (policy_blocks (policies, size))
        return TRUE;
      policies += size + (policies[size] == ',');
    }

  return FALSE;
}

CordonConnectionState
cordon_connection_begin (const CordonConnectionFacts *facts)
{
  g_return_val_if_fail (facts != NULL, CORDON_CONNECTION_FAILED);

  return facts->csp_blocks || facts->active_mixed_content ? CORDON_CONNECTION_FAILED
                                                          : CORDON_CONNECTION_CHECKING;
}
