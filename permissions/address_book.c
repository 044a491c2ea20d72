/*
 * The user's address book (B-09): "isolated media to anybody whom I know". A grant of the scope says which site
 * may; who is known is asked anew for each decision. Without a book the answer is no.
 */

#include "permissions/profile_private.h"

void
cordon_profile_set_address_book (CordonProfile *profile, const CordonAddressBook *book)
{
  g_return_if_fail (profile != NULL);

  profile->address_book = book != NULL ? *book : (CordonAddressBook){ 0 };
  cordon_profile_address_book_changed (profile);
}

void
cordon_profile_address_book_changed (CordonProfile *profile)
{
  g_return_if_fail (profile != NULL);
  if (profile->is_closed)
    return;

  cordon_profile_ref (profile);
  cordon_profile_recheck_captures (profile, NULL, CORDON_FEATURE_NONE);
  cordon_profile_states_changed (profile, NULL, CORDON_FEATURE_NONE);
  cordon_profile_unref (profile);
}

gboolean
cordon_profile_book_has (const CordonProfile *profile, const CordonCallee *callee)
{
  return callee != NULL && profile->address_book.contains != NULL
         && cordon_callee_get_kind (callee) == CORDON_CALLEE_IDENTITY
         && profile->address_book.contains (profile->address_book.data, callee);
}

gboolean
cordon_grant_stands_alone (const CordonGrant *grant)
{
  return grant->answer == CORDON_GRANT_ALLOW && grant->scope != CORDON_SCOPE_ADDRESS_BOOK;
}

static void
fill (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature, CordonGrant *grant)
{
  *grant = (CordonGrant){
    .origin = (CordonOrigin *) (guintptr) origin,
    .feature = feature,
    .answer = CORDON_GRANT_ALLOW,
    .scope = CORDON_SCOPE_ADDRESS_BOOK,
    .lifetime = CORDON_LIFETIME_UNTIL_REVOKED,
    .source = CORDON_GRANT_SOURCE_SETTINGS,
    .created_wall_us = cordon_profile_now (profile).wall_us,
  };
}

typedef struct
{
  CordonFeatureSet wanted;
  CordonFeatureSet there;
  GArray *unwanted; /* ids */
} Book;

static gboolean
look_at (const CordonGrant *grant, gpointer data)
{
  Book *book = data;

  if (grant->scope != CORDON_SCOPE_ADDRESS_BOOK)
    return TRUE;
  if (book->wanted & CORDON_FEATURE_SET_OF (grant->feature))
    book->there |= CORDON_FEATURE_SET_OF (grant->feature);
  else
    g_array_append_val (book->unwanted, grant->id);

  return TRUE;
}

gboolean
cordon_profile_allow_address_book (CordonProfile *profile, const CordonOrigin *origin,
                                   CordonFeatureSet features, GError **error)
{
  g_autoptr (GArray) unwanted = g_array_new (FALSE, FALSE, sizeof (guint64));
  Book book = { .wanted = features, .unwanted = unwanted };
  CordonGrant grant;

  g_return_val_if_fail (profile != NULL && origin != NULL, FALSE);

  /* All are checked before the first is written; with none at all the key still has to be one. */
  fill (profile, origin, CORDON_FEATURE_CAMERA, &grant);
  if (!cordon_grant_validate (&grant, error))
    return FALSE;
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      fill (profile, origin, (CordonFeature) i, &grant);
      if (features & 1u << i && !cordon_grant_validate (&grant, error))
        return FALSE;
    }

  cordon_grant_table_foreach (cordon_store_peek_table (profile->store), origin, CORDON_FEATURE_NONE, look_at,
                              &book);
  for (guint i = 0; i < unwanted->len; i++)
    cordon_profile_end_grant (profile, g_array_index (unwanted, guint64, i),
                              &(CordonEnding){ .reason = CORDON_REASON_REVOKED });
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (features & ~book.there & 1u << i)
      {
        fill (profile, origin, (CordonFeature) i, &grant);
        if (!cordon_profile_set_grant (profile, &grant, NULL, NULL, error))
          return FALSE;
      }

  return TRUE;
}
