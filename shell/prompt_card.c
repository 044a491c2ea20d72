/*
 * Building the card from what the prompt says, and giving answers back only when they are armed.
 */

#include "shell/prompt_card.h"

#include "shell/labels.h"

typedef struct
{
  CordonPrompt *prompt;
  CordonProfile *profile;
  ShellSurfaceChosen chosen;
  gpointer data;
  GtkWidget *card;
  GPtrArray *buttons; /* that give a yes or a lasting no */
  guint arm_source;
  gboolean painted;
} Card;

#define CARD_KEY "card"

static void
card_free (Card *card)
{
  g_clear_handle_id (&card->arm_source, g_source_remove);
  g_ptr_array_unref (card->buttons);
  cordon_prompt_unref (card->prompt);
  cordon_profile_unref (card->profile);
  g_free (card);
}

static gint64
now (Card *card)
{
  return cordon_profile_now (card->profile).mono_us;
}

static gboolean
refresh (gpointer data)
{
  Card *card = data;
  gint64 mono_us = now (card), armed_at = cordon_prompt_get_armed_at (card->prompt);
  gboolean armed = cordon_prompt_get_state (card->prompt, mono_us) == CORDON_PROMPT_ARMED;
  for (guint i = 0; i < card->buttons->len; i++)
    gtk_widget_set_sensitive (g_ptr_array_index (card->buttons, i), armed);
  card->arm_source = 0;
  if (!armed && armed_at < G_MAXINT64 && cordon_prompt_is_open (card->prompt))
    card->arm_source = g_timeout_add ((guint) (MAX (armed_at - mono_us, 0) / 1000) + 20, refresh, card);
  return G_SOURCE_REMOVE;
}

static void
refresh_now (Card *card)
{
  g_clear_handle_id (&card->arm_source, g_source_remove);
  refresh (card);
}

static void
answered (GtkButton *button, Card *card)
{
  g_autoptr (GError) error = NULL;
  CordonAnswer answer = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "answer"));
  if (cordon_prompt_answer (card->prompt, answer, NULL, now (card), &error))
    gtk_widget_set_visible (card->card, FALSE);
  else
    refresh_now (card);
}

static GtkWidget *
add_label (GtkBox *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 46);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
  return label;
}

static void
add_feature (GtkBox *box, const char *icon, const char *text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name (icon));
  add_label (GTK_BOX (row), text, "feature");
  gtk_box_append (box, row);
}

static void
add_features (GtkBox *box, Card *card)
{
  CordonFeatureSet features = cordon_prompt_get_features (card->prompt);
  for (CordonFeature feature = CORDON_FEATURE_CAMERA; feature < CORDON_N_FEATURES; feature++)
    if (features & CORDON_FEATURE_SET_OF (feature))
      add_feature (box, shell_feature_icon (feature), shell_feature_words (feature));
}

/* Whether a yes is for the device that was chosen or for all of its kind (B-19). */
static void
add_device_scope (GtkBox *box, Card *card)
{
  const struct
  {
    CordonFeature feature;
    const char *all, *one;
  } words[] = {
    { CORDON_FEATURE_CAMERA, "A yes covers every camera of this computer.",
      "A yes covers this camera only." },
    { CORDON_FEATURE_MICROPHONE, "A yes covers every microphone of this computer.",
      "A yes covers this microphone only." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (cordon_prompt_get_features (card->prompt) & CORDON_FEATURE_SET_OF (words[i].feature))
      add_label (box,
                 cordon_prompt_get_device_scope (card->prompt, words[i].feature)
                     == CORDON_DEVICE_SCOPE_ALL_OF_KIND
                   ? words[i].all
                   : words[i].one,
                 "dim");
}

/* Whom the media may go to, and what that means; the user part and the domain stand apart (F-20). */
static void
add_callees (GtkBox *box, Card *card)
{
  gsize n_callees = 0;
  const CordonPromptCallee *callees = cordon_prompt_get_callees (card->prompt, &n_callees);
  if (n_callees == 0)
    return;

  GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_add_css_class (frame, "callee");
  add_label (GTK_BOX (frame), "Only for media sent to", "dim");
  for (gsize i = 0; i < n_callees; i++)
    {
      add_label (GTK_BOX (frame), callees[i].name.text, "callee-name");
      if (callees[i].name.suspicious)
        add_label (GTK_BOX (frame), "Careful: this name looks like another one.", "warning");
    }
  add_label (GTK_BOX (frame), "This site can show it to you. It cannot see, record or send it elsewhere.",
             "body");
  if (!cordon_prompt_is_verified (card->prompt))
    add_label (GTK_BOX (frame),
               "Until the other side has proven to be this person, only black and silence are sent.", "dim");
  gtk_box_append (box, frame);
}

static void
choose_surface (GtkCheckButton *check, Card *card)
{
  if (!gtk_check_button_get_active (check))
    return;
  CordonPromptSurface surface = { .surface_id = 1, .kind = CORDON_SURFACE_MONITOR };
  surface.surface_id = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "surface"));
  card->chosen (card->data, surface.surface_id, surface.kind);
  cordon_prompt_choose_surface (card->prompt, &surface, now (card));
  refresh_now (card);
}

/* This engine captures whole screens only; each is offered, none is chosen beforehand (B-38). */
static void
add_surfaces (GtkBox *box, Card *card)
{
  GListModel *monitors = gdk_display_get_monitors (gdk_display_get_default ());
  GtkCheckButton *group = NULL;
  add_label (box, "What should it see?", "body");
  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);
      GdkRectangle area;
      gdk_monitor_get_geometry (monitor, &area);
      g_autofree char *text = g_strdup_printf ("Entire screen %u  (%d × %d)", i + 1, area.width, area.height);
      GtkWidget *check = gtk_check_button_new_with_label (text);
      g_autofree char *name = g_strdup_printf ("surface-%u", i + 1);
      gtk_widget_set_name (check, name);
      gtk_check_button_set_group (GTK_CHECK_BUTTON (check), group);
      group = group ? group : GTK_CHECK_BUTTON (check);
      g_object_set_data (G_OBJECT (check), "surface", GUINT_TO_POINTER (i + 1));
      g_signal_connect (check, "toggled", G_CALLBACK (choose_surface), card);
      gtk_box_append (box, check);
    }
  add_label (
    box, "Everything on the screen is visible to the site: other windows, messages, passwords as you type.",
    "warning");
}

static void
add_answer (GtkBox *box, Card *card, CordonAnswer answer)
{
  if (answer != CORDON_ANSWER_DISMISS && !cordon_prompt_offers (card->prompt, answer))
    return;
  const char *words = shell_answer_words (answer);
  if (!words)
    return;
  GtkWidget *button = gtk_button_new_with_label (words);
  g_autofree char *name = g_strconcat ("answer-", cordon_answer_to_string (answer), NULL);
  gtk_widget_set_name (button, name);
  g_object_set_data (G_OBJECT (button), "answer", GUINT_TO_POINTER (answer));
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_focusable (button, FALSE);
  g_signal_connect (button, "clicked", G_CALLBACK (answered), card);
  if (answer != CORDON_ANSWER_DISMISS)
    {
      g_ptr_array_add (card->buttons, button);
      gtk_widget_set_sensitive (button, FALSE);
    }
  gtk_box_append (box, button);
}

static void
add_answers (GtkBox *box, Card *card, const char *style, const CordonAnswer *answers, gsize n_answers)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (column, style);
  gtk_widget_set_hexpand (column, TRUE);
  for (gsize i = 0; i < n_answers; i++)
    add_answer (GTK_BOX (column), card, answers[i]);
  gtk_box_append (box, column);
}

static void
add_all_answers (GtkBox *box, Card *card)
{
  static const CordonAnswer yes[] = {
    CORDON_ANSWER_ALLOW_CALLEE_CALL, CORDON_ANSWER_ALLOW_CALLEE, CORDON_ANSWER_ALLOW_ADDRESS_BOOK,
    CORDON_ANSWER_ALLOW_CALL,        CORDON_ANSWER_ALLOW_VISIT,  CORDON_ANSWER_ALLOW_SESSION,
    CORDON_ANSWER_ALLOW_SURFACE,     CORDON_ANSWER_ALLOW,
  };
  static const CordonAnswer no[] = {
    CORDON_ANSWER_DISMISS,
    CORDON_ANSWER_BLOCK_TEMPORARILY,
    CORDON_ANSWER_BLOCK_CALLEE,
    CORDON_ANSWER_BLOCK,
  };
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_box_set_homogeneous (GTK_BOX (columns), TRUE);
  add_answers (GTK_BOX (columns), card, "refuse", no, G_N_ELEMENTS (no));
  add_answers (GTK_BOX (columns), card, "allow", yes, G_N_ELEMENTS (yes));
  gtk_box_append (box, columns);
}

static void
add_heading (GtkBox *box, Card *card)
{
  const char *frame = cordon_prompt_get_frame_origin (card->prompt);
  add_label (box, cordon_prompt_get_origin (card->prompt), "asker");
  if (frame)
    {
      g_autofree char *text = g_strdup_printf ("for its frame %s", frame);
      add_label (box, text, "dim");
    }
  add_label (box,
             cordon_prompt_get_kind (card->prompt) == CORDON_PROMPT_KIND_DISPLAY ? "wants to see your screen"
                                                                                 : "wants to use",
             "body");
}

/* Paint is reported by the frame clock, not guessed: from then on the arming delay runs (F-13). */
static gboolean
painted (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Card *card = data;
  if (!gtk_widget_get_mapped (widget))
    return G_SOURCE_CONTINUE;
  if (!card->painted)
    {
      card->painted = TRUE;
      return G_SOURCE_CONTINUE;
    }
  cordon_prompt_painted (card->prompt, now (card));
  refresh_now (card);
  return G_SOURCE_REMOVE;
}

GtkWidget *
shell_prompt_card_new (CordonPrompt *prompt, CordonProfile *profile, ShellSurfaceChosen chosen, gpointer data)
{
  Card *card = g_new0 (Card, 1);
  card->prompt = cordon_prompt_ref (prompt);
  card->profile = cordon_profile_ref (profile);
  card->chosen = chosen;
  card->data = data;
  card->buttons = g_ptr_array_new ();
  card->card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_set_name (card->card, "prompt");
  gtk_widget_add_css_class (card->card, "prompt");
  gtk_widget_set_halign (card->card, GTK_ALIGN_START);
  gtk_widget_set_valign (card->card, GTK_ALIGN_START);
  g_object_set_data_full (G_OBJECT (card->card), CARD_KEY, card, (GDestroyNotify) card_free);

  add_heading (GTK_BOX (card->card), card);
  if (cordon_prompt_get_kind (prompt) == CORDON_PROMPT_KIND_DISPLAY)
    add_surfaces (GTK_BOX (card->card), card);
  else
    add_features (GTK_BOX (card->card), card);
  add_device_scope (GTK_BOX (card->card), card);
  add_callees (GTK_BOX (card->card), card);
  if (cordon_prompt_is_private (prompt))
    add_label (GTK_BOX (card->card), "Private window: the answer is forgotten when it closes.", "dim");
  add_all_answers (GTK_BOX (card->card), card);
  gtk_widget_add_tick_callback (card->card, painted, card, NULL);
  return card->card;
}

CordonPrompt *
shell_prompt_card_get_prompt (GtkWidget *widget)
{
  Card *card = g_object_get_data (G_OBJECT (widget), CARD_KEY);
  return card->prompt;
}
