#include "permissions/capture_token_private.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "permissions/error.h"

/* No page has a use for more open permissions than this; the oldest goes. */
#define MAX_TOKENS 1024

struct _CordonTokenBox
{
  GPtrArray *tokens; /* CordonToken, oldest first */
};

static void
part_clear (CordonTokenPart *part)
{
  cordon_obligations_clear (&part->obligations);
  g_free (part->device);
  *part = (CordonTokenPart){ 0 };
}

void
cordon_token_clear (CordonToken *token)
{
  if (token == NULL)
    return;

  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    part_clear (&token->parts[i]);
  explicit_bzero (token->secret, sizeof token->secret);
  *token = (CordonToken){ 0 };
}

static void
token_free (gpointer data)
{
  cordon_token_clear (data);
  g_free (data);
}

static void
part_copy_into (const CordonTokenPart *part, CordonTokenPart *target)
{
  *target = *part;
  target->device = g_strdup (part->device);
  target->obligations = (CordonObligations){ 0 };
  cordon_obligations_copy_into (&part->obligations, &target->obligations);
}

CordonTokenBox *
cordon_token_box_new (void)
{
  CordonTokenBox *box = g_new0 (CordonTokenBox, 1);

  box->tokens = g_ptr_array_new_with_free_func (token_free);

  return box;
}

void
cordon_token_box_free (CordonTokenBox *box)
{
  if (box == NULL)
    return;

  g_ptr_array_unref (box->tokens);
  g_free (box);
}

static gboolean
fill_random (guint8 *bytes, gsize size)
{
  gssize n;

  do
    n = getrandom (bytes, size, 0);
  while (n < 0 && errno == EINTR);

  return n == (gssize) size;
}

static char *
secret_to_text (const guint8 *secret)
{
  char *text = g_malloc (2 * CORDON_TOKEN_SIZE + 1);

  for (guint i = 0; i < CORDON_TOKEN_SIZE; i++)
    g_snprintf (text + 2 * i, 3, "%02x", secret[i]);

  return text;
}

static gboolean
secret_from_text (const char *text, guint8 *secret)
{
  if (text == NULL || strlen (text) != 2 * CORDON_TOKEN_SIZE)
    return FALSE;

  for (guint i = 0; i < CORDON_TOKEN_SIZE; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]), low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0 || g_ascii_isupper (text[2 * i]) || g_ascii_isupper (text[2 * i + 1]))
        return FALSE;
      secret[i] = (guint8) (high << 4 | low);
    }

  return TRUE;
}

char *
cordon_token_box_issue (CordonTokenBox *box, const CordonToken *token)
{
  CordonToken *copy;
  char *text;

  g_return_val_if_fail (box != NULL && token != NULL, NULL);

  copy = g_new0 (CordonToken, 1);
  *copy = *token;
  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    part_copy_into (&token->parts[i], &copy->parts[i]);
  if (!fill_random (copy->secret, sizeof copy->secret))
    {
      token_free (copy);
      return NULL;
    }

  text = secret_to_text (copy->secret);
  if (box->tokens->len >= MAX_TOKENS)
    g_ptr_array_remove_index (box->tokens, 0);
  g_ptr_array_add (box->tokens, copy);

  return text;
}

/* Looks at every byte of every token: how long it takes does not depend on @secret. */
static CordonToken *
find (const CordonTokenBox *box, const guint8 *secret)
{
  CordonToken *found = NULL;

  for (guint i = 0; i < box->tokens->len; i++)
    {
      CordonToken *token = box->tokens->pdata[i];
      volatile guint8 difference = 0;

      for (guint j = 0; j < CORDON_TOKEN_SIZE; j++)
        difference = (guint8) (difference | (token->secret[j] ^ secret[j]));
      if (difference == 0)
        found = token;
    }

  return found;
}

static const char *
find_fault (const CordonToken *token, const CordonCaptureFacts *facts)
{
  const CordonTokenPart *part;

  if (token->document_id != facts->document_id)
    return "it is another document's";
  if (facts->feature <= CORDON_FEATURE_NONE || (guint) facts->feature >= CORDON_N_FEATURES)
    return "there is no such feature";
  part = &token->parts[facts->feature];
  if (part->capture_id == 0)
    return "it is not good for this feature, or was redeemed for it before";
  if (part->device != NULL && g_strcmp0 (part->device, facts->device) != 0)
    return "it is for another device";
  if (token->surface_id != facts->surface_id || token->surface_kind != facts->surface_kind)
    return "it is for another surface";

  return NULL;
}

static gboolean
is_spent (const CordonToken *token)
{
  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    if (token->parts[i].capture_id != 0)
      return FALSE;

  return TRUE;
}

static void
refuse (GError **error, const char *why)
{
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_TOKEN, "The capture token is refused: %s", why);
}

/* Moves the part of @feature and the token's own members to @out_token. */
static void
move_part (CordonToken *token, CordonFeature feature, CordonToken *out_token)
{
  *out_token = *token;
  memset (out_token->parts, 0, sizeof out_token->parts);
  out_token->parts[feature] = token->parts[feature];
  token->parts[feature] = (CordonTokenPart){ 0 };
}

gboolean
cordon_token_box_take (CordonTokenBox *box, const char *text, const CordonCaptureFacts *facts, gint64 mono_us,
                       CordonToken *out_token, GError **error)
{
  guint8 secret[CORDON_TOKEN_SIZE];
  CordonToken *token = NULL;
  const char *fault;

  g_return_val_if_fail (box != NULL && facts != NULL && out_token != NULL, FALSE);

  if (secret_from_text (text, secret))
    token = find (box, secret);
  if (token == NULL)
    {
      refuse (error, "it is unknown, used or void");
      return FALSE;
    }

  fault = token->expires_mono_us <= mono_us ? "it has expired" : find_fault (token, facts);
  if (fault != NULL)
    {
      refuse (error, fault);
      g_ptr_array_remove (box->tokens, token);
      return FALSE;
    }

  move_part (token, facts->feature, out_token);
  if (is_spent (token))
    g_ptr_array_remove (box->tokens, token);

  return TRUE;
}

static gboolean
part_matches (const CordonToken *token, guint feature, const CordonTokenMatch *match)
{
  const CordonTokenPart *part = &token->parts[feature];

  return part->capture_id != 0 && (match->document_id == 0 || match->document_id == token->document_id)
         && (match->grant_id == 0 || match->grant_id == part->grant_id)
         && (match->call_id == 0 || match->call_id == part->obligations.call_id)
         && (match->feature == CORDON_FEATURE_NONE || (guint) match->feature == feature)
         && (match->expired_mono_us == 0 || token->expires_mono_us <= match->expired_mono_us);
}

guint
cordon_token_box_void (CordonTokenBox *box, const CordonTokenMatch *match)
{
  guint n_void = 0;

  g_return_val_if_fail (box != NULL && match != NULL, 0);

  for (guint i = box->tokens->len; i > 0; i--)
    {
      CordonToken *token = box->tokens->pdata[i - 1];

      for (guint feature = 0; feature < CORDON_N_FEATURES; feature++)
        if (part_matches (token, feature, match))
          {
            part_clear (&token->parts[feature]);
            n_void++;
          }
      if (is_spent (token))
        g_ptr_array_remove_index (box->tokens, i - 1);
    }

  return n_void;
}

void
cordon_token_box_rebind (CordonTokenBox *box, guint64 from, guint64 to)
{
  g_return_if_fail (box != NULL);

  for (guint i = 0; i < box->tokens->len; i++)
    for (guint feature = 0; feature < CORDON_N_FEATURES; feature++)
      {
        CordonTokenPart *part = &((CordonToken *) box->tokens->pdata[i])->parts[feature];

        if (part->grant_id == from)
          part->grant_id = to;
      }
}

guint
cordon_token_box_count (const CordonTokenBox *box, const CordonTokenMatch *match)
{
  guint n = 0;

  g_return_val_if_fail (box != NULL && match != NULL, 0);

  for (guint i = 0; i < box->tokens->len; i++)
    for (guint feature = 0; feature < CORDON_N_FEATURES; feature++)
      if (part_matches (box->tokens->pdata[i], feature, match))
        n++;

  return n;
}

gint64
cordon_token_box_get_next_end (const CordonTokenBox *box)
{
  gint64 next = G_MAXINT64;

  g_return_val_if_fail (box != NULL, G_MAXINT64);

  for (guint i = 0; i < box->tokens->len; i++)
    next = MIN (next, ((const CordonToken *) box->tokens->pdata[i])->expires_mono_us);

  return next;
}
