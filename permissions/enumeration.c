#include "permissions/enumeration.h"

#include <string.h>

#define MAX_ATTEMPTS 64

typedef struct
{
  CordonDeviceKind kind;
  char *hardware;
  char *group; /* of the hardware; nullable */
  char *device_id;
  char *group_id;
  char *label;
} Device;

struct _CordonEnumeration
{
  CordonDeviceSalts salts;
  CordonOrigin *origin;
  CordonOrigin *top_level_origin;
  GPtrArray *devices;  /* Device */
  GHashTable *granted; /* hardware ids of outputs */
  CordonFeatureSet enabled;
  CordonFeatureSet captured;
  gboolean in_view;
  gboolean has_hardware; /* the browser has looked */
  char *told;            /* the list when the page could last have known of it; NULL: never */
};

static void
device_free (gpointer data)
{
  Device *device = data;

  g_free (device->hardware);
  g_free (device->group);
  g_free (device->device_id);
  g_free (device->group_id);
  g_free (device->label);
  g_free (device);
}

CordonEnumeration *
cordon_enumeration_new (const CordonDeviceSalts *salts, const CordonOrigin *origin,
                        const CordonOrigin *top_level_origin, CordonFeatureSet enabled)
{
  CordonEnumeration *enumeration = g_new0 (CordonEnumeration, 1);

  enumeration->devices = g_ptr_array_new_with_free_func (device_free);
  enumeration->granted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_return_val_if_fail (salts != NULL && origin != NULL && top_level_origin != NULL, enumeration);

  enumeration->salts = *salts;
  enumeration->origin = cordon_origin_ref (origin);
  enumeration->top_level_origin = cordon_origin_ref (top_level_origin);
  enumeration->enabled = enabled;
  return enumeration;
}

void
cordon_enumeration_free (CordonEnumeration *enumeration)
{
  if (!enumeration)
    return;

  g_ptr_array_unref (enumeration->devices);
  g_hash_table_unref (enumeration->granted);
  cordon_origin_unref (enumeration->origin);
  cordon_origin_unref (enumeration->top_level_origin);
  g_free (enumeration->told);
  g_free (enumeration);
}

static gboolean
has_feature (CordonFeatureSet set, CordonDeviceKind kind)
{
  const CordonFeature feature = cordon_device_kind_to_feature (kind);

  return feature != CORDON_FEATURE_NONE && (set & CORDON_FEATURE_SET_OF (feature)) != 0;
}

/* An output is shown with the microphone of its equipment, or because the user chose it. */
static gboolean
is_output_exposed (const CordonEnumeration *enumeration, const Device *output)
{
  if (g_hash_table_contains (enumeration->granted, output->hardware))
    return TRUE;
  if (!output->group || !has_feature (enumeration->captured, CORDON_DEVICE_AUDIO_INPUT)
      || !has_feature (enumeration->enabled, CORDON_DEVICE_AUDIO_INPUT))
    return FALSE;

  for (guint i = 0; i < enumeration->devices->len; i++)
    {
      const Device *device = enumeration->devices->pdata[i];

      if (device->kind == CORDON_DEVICE_AUDIO_INPUT && g_strcmp0 (device->group, output->group) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_exposed (const CordonEnumeration *enumeration, const Device *device)
{
  if (!has_feature (enumeration->enabled, device->kind))
    return FALSE;
  if (device->kind == CORDON_DEVICE_AUDIO_OUTPUT)
    return is_output_exposed (enumeration, device);

  return has_feature (enumeration->captured, device->kind);
}

void
cordon_enumeration_foreach (const CordonEnumeration *enumeration, CordonDeviceFunc func, gpointer data)
{
  gboolean hinted[CORDON_N_DEVICE_KINDS] = { FALSE };

  g_return_if_fail (enumeration != NULL);
  g_return_if_fail (func != NULL);

  for (guint i = 0; i < enumeration->devices->len; i++)
    {
      const Device *device = enumeration->devices->pdata[i];
      CordonDeviceInfo info = { .kind = device->kind, .device_id = "", .label = "", .group_id = "" };

      if (is_exposed (enumeration, device))
        {
          info.device_id = device->device_id;
          info.label = device->label;
          info.group_id = device->group_id;
          info.has_capabilities = device->kind != CORDON_DEVICE_AUDIO_OUTPUT;
        }
      /*
       * G-08: before a capture one nameless entry tells that there is any of the kind; outputs do not even tell
       * that.
       */
      else if (hinted[device->kind] || device->kind == CORDON_DEVICE_AUDIO_OUTPUT
               || !has_feature (enumeration->enabled, device->kind))
        continue;
      else
        hinted[device->kind] = TRUE;
      func (&info, data);
    }
}

static void
append_entry (const CordonDeviceInfo *info, gpointer data)
{
  g_string_append_printf (data, "%u %s %s %s\n", info->kind, info->device_id, info->group_id, info->label);
}

/* G-10: only where enumeration may proceed, and only when the list that the page would get is another one. */
static gboolean
update (CordonEnumeration *enumeration)
{
  g_autofree char *before = NULL;
  GString *list;

  if (!enumeration->in_view || !enumeration->has_hardware)
    return FALSE;

  list = g_string_new (NULL);
  cordon_enumeration_foreach (enumeration, append_entry, list);
  before = g_steal_pointer (&enumeration->told);
  enumeration->told = g_string_free (list, FALSE);

  return before && strcmp (before, enumeration->told) != 0;
}

static gboolean
has_id (const CordonEnumeration *enumeration, CordonDeviceKind kind, const char *device_id)
{
  return cordon_enumeration_find_hardware (enumeration, kind, device_id) != NULL;
}

static void
add_device (CordonEnumeration *enumeration, const CordonHardware *hardware)
{
  Device *device = g_new0 (Device, 1);

  device->kind = hardware->kind;
  device->hardware = g_strdup (hardware->id);
  device->group = g_strdup (hardware->group);
  device->label = cordon_device_label_sanitize (hardware->label ? hardware->label : "");
  device->group_id = cordon_group_id_new (&enumeration->salts,
                                          hardware->group ? hardware->group : hardware->id);
  for (guint attempt = 0; attempt < MAX_ATTEMPTS; attempt++)
    {
      g_free (device->device_id);
      device->device_id = cordon_device_id_new (&enumeration->salts, enumeration->origin,
                                                enumeration->top_level_origin, hardware->kind, hardware->id,
                                                attempt);
      if (!has_id (enumeration, hardware->kind, device->device_id))
        break;
    }
  g_ptr_array_add (enumeration->devices, device);
}

gboolean
cordon_enumeration_set_hardware (CordonEnumeration *enumeration, const CordonHardware *hardware,
                                 gsize n_hardware)
{
  g_return_val_if_fail (enumeration != NULL, FALSE);
  g_return_val_if_fail (n_hardware == 0 || hardware != NULL, FALSE);

  enumeration->has_hardware = TRUE;
  g_ptr_array_set_size (enumeration->devices, 0);
  for (gsize i = 0; i < n_hardware; i++)
    if (hardware[i].kind > CORDON_DEVICE_NONE && hardware[i].kind < CORDON_N_DEVICE_KINDS && hardware[i].id)
      add_device (enumeration, &hardware[i]);

  return update (enumeration);
}

gboolean
cordon_enumeration_set_in_view (CordonEnumeration *enumeration, gboolean in_view)
{
  g_return_val_if_fail (enumeration != NULL, FALSE);

  enumeration->in_view = in_view;
  return update (enumeration);
}

gboolean
cordon_enumeration_captured (CordonEnumeration *enumeration, CordonFeature feature)
{
  g_return_val_if_fail (enumeration != NULL, FALSE);

  if (feature == CORDON_FEATURE_CAMERA || feature == CORDON_FEATURE_MICROPHONE)
    enumeration->captured |= CORDON_FEATURE_SET_OF (feature);
  return update (enumeration);
}

gboolean
cordon_enumeration_output_granted (CordonEnumeration *enumeration, const char *hardware)
{
  g_return_val_if_fail (enumeration != NULL, FALSE);
  g_return_val_if_fail (hardware != NULL, FALSE);

  g_hash_table_add (enumeration->granted, g_strdup (hardware));
  return update (enumeration);
}

gboolean
cordon_enumeration_withdraw (CordonEnumeration *enumeration)
{
  g_return_val_if_fail (enumeration != NULL, FALSE);

  enumeration->captured = 0;
  g_hash_table_remove_all (enumeration->granted);
  return update (enumeration);
}

gboolean
cordon_enumeration_may_proceed (const CordonEnumeration *enumeration)
{
  g_return_val_if_fail (enumeration != NULL, FALSE);

  return enumeration->in_view;
}

static const Device *
find_device (const CordonEnumeration *enumeration, CordonDeviceKind kind, const char *device_id)
{
  for (guint i = 0; i < enumeration->devices->len; i++)
    {
      const Device *device = enumeration->devices->pdata[i];

      if (device->kind == kind && strcmp (device->device_id, device_id) == 0)
        return device;
    }

  return NULL;
}

const char *
cordon_enumeration_find_hardware (const CordonEnumeration *enumeration, CordonDeviceKind kind,
                                  const char *device_id)
{
  const Device *device;

  g_return_val_if_fail (enumeration != NULL, NULL);
  g_return_val_if_fail (device_id != NULL, NULL);

  device = find_device (enumeration, kind, device_id);
  return device ? device->hardware : NULL;
}

const char *
cordon_enumeration_check_sink (const CordonEnumeration *enumeration, const char *device_id)
{
  const Device *device;

  g_return_val_if_fail (enumeration != NULL, "NotAllowedError");
  g_return_val_if_fail (device_id != NULL, "NotFoundError");

  if (*device_id == '\0')
    return NULL;
  if (!has_feature (enumeration->enabled, CORDON_DEVICE_AUDIO_OUTPUT))
    return "NotAllowedError";
  device = find_device (enumeration, CORDON_DEVICE_AUDIO_OUTPUT, device_id);
  if (!device)
    return "NotFoundError";

  return is_output_exposed (enumeration, device) ? NULL : "NotAllowedError";
}
