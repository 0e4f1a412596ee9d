using System.Globalization;
using System.Text.Json;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>What a ledger holds of one unit as JSON: what an export of the person says.</summary>
public static class PersonFeedback
{
    private static readonly (FeedbackAction Action, string Name)[] _actions =
        [(FeedbackAction.Click, "click"), (FeedbackAction.Cart, "cart"), (FeedbackAction.Purchase, "purchase")];

    /// <summary>
    /// Writes an object, or null for a unit that takes part in nothing: <c>enrolments</c> (experiment, arm and what was credited) and
    /// <c>lists</c> (hashes of the lists that were shown and of their items, in hexadecimal digits).
    /// </summary>
    public static void Write(FeedbackLedger ledger, string unit, Utf8JsonWriter writer)
    {
        if (ledger.Find(unit) is not { } feedback)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("unmatched", feedback.Unmatched);
        writer.WriteStartArray("enrolments");
        foreach (var enrolment in feedback.Enrolments)
        {
            Write(enrolment, writer);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("lists");
        foreach (var list in feedback.Lists)
        {
            Write(list, writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Enrolment enrolment, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("experiment", enrolment.Experiment);
        writer.WriteNumber("arm", enrolment.Arm);
        writer.WriteNumber("version", enrolment.Version);
        writer.WriteNumber("offset", enrolment.Offset);
        if (enrolment.FirstExposureMs is { } firstMs)
        {
            writer.WriteNumber("first_exposure_ms", firstMs);
        }
        else
        {
            writer.WriteNull("first_exposure_ms");
        }

        writer.WriteNumber("served", enrolment.Served);
        writer.WriteNumber("exposed", enrolment.Exposed);
        writer.WriteNumber("hits", enrolment.Hits);
        writer.WriteNumber("reciprocal_ranks_e6", enrolment.ReciprocalRanks);
        writer.WriteNumber("implicit", enrolment.Implicit);
        writer.WriteNumber("revenue_minor", enrolment.Revenue);
        if (enrolment.KnowsOthers)
        {
            writer.WriteBoolean("compared", enrolment.IsCompared);
            writer.WriteBoolean("differed", enrolment.Differed);
            writer.WriteNumber("first_team_clicks", enrolment.FirstTeamClicks);
            writer.WriteNumber("second_team_clicks", enrolment.SecondTeamClicks);
        }

        if (enrolment.Tried.Count > 0)
        {
            writer.WriteStartArray("tried");
            foreach (var (item, sum) in enrolment.Tried)
            {
                writer.WriteStartObject();
                writer.WriteString("hash", item.ToString("x8", CultureInfo.InvariantCulture));
                writer.WriteNumber("shown", sum.Shown);
                writer.WriteNumber("clicked", sum.Clicked);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        WriteCounts("credited", enrolment.Credited, writer);
        WriteCounts("before", enrolment.Before, writer);
        writer.WriteEndObject();
    }

    private static void Write(ShownList list, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", list.Id.ToString("x16", CultureInfo.InvariantCulture));
        writer.WriteString("surface", list.Surface == Surface.Search ? "search" : "recommendations");
        writer.WriteNumber("served_ms", list.ServedMs);
        writer.WriteBoolean("seen", list.IsExposed);
        writer.WriteStartArray("items");
        for (var place = 0; place < list.Items.Count; place++)
        {
            writer.WriteStartObject();
            writer.WriteString("hash", list.Items[place].ToString("x8", CultureInfo.InvariantCulture));
            writer.WriteStartArray("actions");
            foreach (var (action, name) in _actions)
            {
                if ((list.Done(action) & (1u << place)) != 0)
                {
                    writer.WriteStringValue(name);
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteCounts(string name, Func<FeedbackAction, long> count, Utf8JsonWriter writer)
    {
        writer.WriteStartObject(name);
        foreach (var (action, word) in _actions)
        {
            writer.WriteNumber(word, count(action));
        }

        writer.WriteEndObject();
    }
}
