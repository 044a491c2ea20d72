/* The user's address book (B-09): "isolated media to anybody whom I know". Without a book the answer is no. */

#include "permissions/profile_private.h"
#include "permissions/trust.h"

void
cordon_profile_set_address_book (CordonProfile *profile, const CordonAddressBook *book)
{
  g_return_if_fail (profile != NULL);

  profile->address_book = book != NULL ? *book : (CordonAddressBook){ 0 };
  cordon_profile_recheck_captures (profile, NULL, CORDON_FEATURE_NONE);
  cordon_profile_states_changed (profile, NULL, CORDON_FEATURE_NONE);
}

gboolean
cordon_profile_allow_address_book (CordonProfile *profile, const CordonOrigin *origin,
                                   CordonFeatureSet features, GError **error)
{
  const CordonTrustOptions strict = { 0 };

  g_return_val_if_fail (profile != NULL, FALSE);

  if (!cordon_origin_may_be_key (origin, &strict))
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_GRANT, "The origin cannot hold a grant");
      return FALSE;
    }
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (features & 1u << i && !cordon_feature_get_info ((CordonFeature) i)->takes_callee)
      {
        g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_GRANT,
                             "The feature is not granted towards a callee");
        return FALSE;
      }

  if (features == 0)
    g_hash_table_remove (profile->address_book_grants, origin);
  else
    g_hash_table_replace (profile->address_book_grants, cordon_origin_ref (origin),
                          GUINT_TO_POINTER (features));
  cordon_profile_recheck_captures (profile, origin, CORDON_FEATURE_NONE);
  cordon_profile_states_changed (profile, origin, CORDON_FEATURE_NONE);

  return TRUE;
}

gboolean
cordon_profile_book_allows (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature,
                            const CordonCallee *callee)
{
  CordonFeatureSet features;

  if (profile->address_book.contains == NULL || cordon_callee_get_kind (callee) != CORDON_CALLEE_IDENTITY
      || cordon_origin_is_opaque (origin))
    return FALSE;
  features = GPOINTER_TO_UINT (g_hash_table_lookup (profile->address_book_grants, origin));

  return features & CORDON_FEATURE_SET_OF (feature)
         && profile->address_book.contains (profile->address_book.data, callee);
}
