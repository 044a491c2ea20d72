#include "ui-bridge/connections.h"

typedef struct
{
  CordonConnection facts; /* with a reference and strings of its own */
  gboolean told_of_key;
} Entry;

struct _CordonConnections
{
  CordonConnectionsChanged changed;
  gpointer changed_data;
  GPtrArray *entries; /* Entry */
};

static const char *const assurance_names[] = { "none", "failed", "keys", "provider" };

G_STATIC_ASSERT (G_N_ELEMENTS (assurance_names) == CORDON_N_ASSURANCES);

const char *
cordon_assurance_to_string (CordonAssurance assurance)
{
  return assurance_names[(guint) assurance < CORDON_N_ASSURANCES ? (guint) assurance : 0];
}

static void
free_tracks (const CordonConnectionTrack *tracks, gsize n_tracks)
{
  for (gsize i = 0; i < n_tracks; i++)
    g_free ((char *) (guintptr) tracks[i].name);
  g_free ((CordonConnectionTrack *) (guintptr) tracks);
}

static const CordonConnectionTrack *
copy_tracks (const CordonConnectionTrack *tracks, gsize n_tracks)
{
  CordonConnectionTrack *copy = n_tracks > 0 ? g_new0 (CordonConnectionTrack, n_tracks) : NULL;

  for (gsize i = 0; i < n_tracks; i++)
    {
      copy[i] = tracks[i];
      copy[i].name = g_strdup (tracks[i].name);
    }
  return copy;
}

static void
clear_facts (CordonConnection *facts)
{
  free_tracks (facts->tracks, facts->n_tracks);
  cordon_callee_unref ((CordonCallee *) (guintptr) facts->peer);
  g_free ((char *) (guintptr) facts->label);
  g_free ((char *) (guintptr) facts->dtls_version);
  g_free ((char *) (guintptr) facts->cipher);
  g_free ((char *) (guintptr) facts->srtp_profile);
  g_free ((char *) (guintptr) facts->own_certificate);
  g_free ((char *) (guintptr) facts->peer_certificate);
  g_free ((char *) (guintptr) facts->check_value);
}

static void
copy_facts (const CordonConnection *facts, CordonConnection *target)
{
  *target = *facts;
  target->peer = facts->peer ? cordon_callee_ref (facts->peer) : NULL;
  target->label = g_strdup (facts->label);
  target->dtls_version = g_strdup (facts->dtls_version);
  target->cipher = g_strdup (facts->cipher);
  target->srtp_profile = g_strdup (facts->srtp_profile);
  target->own_certificate = g_strdup (facts->own_certificate);
  target->peer_certificate = g_strdup (facts->peer_certificate);
  target->check_value = g_strdup (facts->check_value);
  target->tracks = copy_tracks (facts->tracks, facts->n_tracks);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  clear_facts (&entry->facts);
  g_free (entry);
}

CordonConnections *
cordon_connections_new (CordonConnectionsChanged changed, gpointer data)
{
  CordonConnections *connections = g_new0 (CordonConnections, 1);

  connections->changed = changed;
  connections->changed_data = data;
  connections->entries = g_ptr_array_new_with_free_func (entry_free);
  return connections;
}

void
cordon_connections_free (CordonConnections *connections)
{
  if (!connections)
    return;
  g_ptr_array_unref (connections->entries);
  g_free (connections);
}

static Entry *
find (const CordonConnections *connections, guint64 call_id, guint64 connection_id)
{
  for (guint i = 0; i < connections->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (connections->entries, i);

      if (entry->facts.call_id == call_id && entry->facts.connection_id == connection_id)
        return entry;
    }
  return NULL;
}

/* Both facts, the label and the identity; one of them says nothing about who is there and who else listens. */
gboolean
cordon_connection_is_secure (const CordonConnection *facts)
{
  return facts->confidential && facts->peer
         && (facts->assurance == CORDON_ASSURANCE_KEYS || facts->assurance == CORDON_ASSURANCE_PROVIDER);
}

gboolean
cordon_connections_is_secure (const CordonConnections *connections, guint64 call_id)
{
  guint n_connections = 0;

  for (guint i = 0; i < connections->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (connections->entries, i);

      if (entry->facts.call_id != call_id)
        continue;
      if (!cordon_connection_is_secure (&entry->facts))
        return FALSE;
      n_connections++;
    }
  return n_connections > 0;
}

static void
tell_if_changed (CordonConnections *connections, guint64 call_id, gboolean was_secure)
{
  const gboolean secure = cordon_connections_is_secure (connections, call_id);

  if (secure != was_secure && connections->changed)
    connections->changed (connections->changed_data, call_id, secure);
}

/* What the user compared was this peer with this value; for another one it has to be done again. */
static gboolean
was_compared (const CordonConnection *before, const CordonConnection *now)
{
  return before->check_compared && g_strcmp0 (before->check_value, now->check_value) == 0;
}

gboolean
cordon_connections_report (CordonConnections *connections, const CordonConnection *facts)
{
  const gboolean was_secure = cordon_connections_is_secure (connections, facts->call_id);
  Entry *entry = find (connections, facts->call_id, facts->connection_id);
  CordonConnection before = { 0 };
  gboolean is_news;

  if (!entry)
    {
      entry = g_new0 (Entry, 1);
      g_ptr_array_add (connections->entries, entry);
    }
  before = entry->facts;
  copy_facts (facts, &entry->facts);
  entry->facts.check_compared = facts->check_compared || was_compared (&before, facts);
  clear_facts (&before);
  is_news = facts->key_changed && !entry->told_of_key;
  entry->told_of_key |= facts->key_changed;
  tell_if_changed (connections, facts->call_id, was_secure);
  return is_news;
}

void
cordon_connections_compared (CordonConnections *connections, guint64 call_id, guint64 connection_id,
                             gboolean same)
{
  Entry *entry = find (connections, call_id, connection_id);

  if (entry && entry->facts.check_value)
    entry->facts.check_compared = same;
}

void
cordon_connections_ended (CordonConnections *connections, guint64 call_id, guint64 connection_id)
{
  const gboolean was_secure = cordon_connections_is_secure (connections, call_id);

  for (guint i = connections->entries->len; i > 0; i--)
    {
      const Entry *entry = g_ptr_array_index (connections->entries, i - 1);

      if (entry->facts.call_id == call_id
          && (connection_id == 0 || entry->facts.connection_id == connection_id))
        g_ptr_array_remove_index (connections->entries, i - 1);
    }
  tell_if_changed (connections, call_id, was_secure);
}

void
cordon_connections_foreach (const CordonConnections *connections, guint64 call_id, CordonConnectionFunc func,
                            gpointer data)
{
  gboolean go_on = TRUE;

  for (guint i = 0; i < connections->entries->len && go_on; i++)
    {
      const Entry *entry = g_ptr_array_index (connections->entries, i);

      if (call_id == 0 || entry->facts.call_id == call_id)
        go_on = func (&entry->facts, data);
    }
}
