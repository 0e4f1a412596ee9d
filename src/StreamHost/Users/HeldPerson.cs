using System.Buffers;
using System.Text.Json;
using StreamReco.Models.Bots;
using StreamReco.Models.Events;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Privacy;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.Stages.State;

namespace StreamReco.StreamHost.Users;

/// <summary>What a shard holds of a user, and of others where that is one table.</summary>
/// <param name="User">The user's state; null for none.</param>
/// <param name="Searches">The kept searches of the shard.</param>
/// <param name="Ledger">Who is in which arm of experiments, and what followed.</param>
/// <param name="LiveClicks">The user's clicks that live sources keep.</param>
/// <param name="Waiting">The user's clicks that wait for the throttle.</param>
/// <param name="Erasure">The erasure of the user whose earlier clicks are passed over; null for none.</param>
/// <param name="Consent">What is remembered of the user's consent; null for nothing.</param>
/// <param name="Answers">The user's newest answers that are remembered, as in the topic.</param>
/// <param name="Rejected">The user's newest rejected records that are remembered, as in the topic.</param>
internal sealed record HeldParts(
    UserState? User, QueryCounts Searches, FeedbackLedger Ledger, IReadOnlyList<KeptClick> LiveClicks,
    IReadOnlyList<PendingRecommendation> Waiting, ErasureMark? Erasure, ConsentMark? Consent, IReadOnlyList<byte[]> Answers, IReadOnlyList<byte[]> Rejected)
{
    /// <summary>Why the user's clicks are held as a program's, and since when; null where they are not.</summary>
    public BotMark? Bot { get; init; }
}

/// <summary>
/// Everything that a shard holds of a user, as one JSON object: <c>state</c>, <c>searches</c>, <c>experiments</c>,
/// <c>live_clicks</c>, <c>waiting</c>, <c>erasure</c>, <c>consent</c>, <c>bot</c>, <c>answers</c> and <c>rejected</c>.
/// </summary>
internal static class HeldPerson
{
    private static readonly JsonWriterOptions _form = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Makes the bytes; of a running shard in a turn of its loop.</summary>
    /// <param name="userId">The user, as the state knows them.</param>
    /// <param name="parts">What is held.</param>
    public static byte[] Write(string userId, HeldParts parts)
    {
        var output = new ArrayBufferWriter<byte>(4_096);
        using (var writer = new Utf8JsonWriter(output, _form))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("state");
            WriteState(parts.User, writer);
            writer.WritePropertyName("searches");
            PersonSearches.Write(parts.Searches, userId, writer);
            writer.WritePropertyName("experiments");
            PersonFeedback.Write(parts.Ledger, userId, writer);
            WriteLive(parts.LiveClicks, writer);
            WriteWaiting(parts.Waiting, writer);
            WriteErasure(parts.Erasure, writer);
            WriteConsent(parts.Consent, writer);
            WriteBot(parts.Bot, writer);
            WriteRaw("answers", parts.Answers, writer);
            WriteRaw("rejected", parts.Rejected, writer);
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Whether an object that <see cref="Write"/> made says that nothing is held.</summary>
    public static bool IsEmpty(in JsonElement held) => held.GetProperty("state").ValueKind == JsonValueKind.Null
        && held.GetProperty("experiments").ValueKind == JsonValueKind.Null && held.GetProperty("erasure").ValueKind == JsonValueKind.Null
        && held.GetProperty("consent").ValueKind == JsonValueKind.Null
        && IsEmpty(held, "searches") && IsEmpty(held, "live_clicks") && IsEmpty(held, "waiting") && IsEmpty(held, "answers")
        && IsEmpty(held, "rejected");

    private static bool IsEmpty(in JsonElement held, string name) => held.GetProperty(name).GetArrayLength() == 0;

    private static void WriteState(UserState? user, Utf8JsonWriter writer)
    {
        if (user is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        UserJson.WriteFields(user, writer);
        UserJson.WriteInner(user, writer);
        writer.WriteEndObject();
    }

    private static void WriteLive(IReadOnlyList<KeptClick> clicks, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("live_clicks");
        foreach (var click in clicks)
        {
            writer.WriteStartObject();
            writer.WriteString("item_id", click.ItemId);
            writer.WriteNumber("time_ms", click.TimeMs);
            writer.WriteString("event_type", EventTypes.NameOf(click.Type));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteWaiting(IReadOnlyList<PendingRecommendation> waiting, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("waiting");
        foreach (var click in waiting.OrderBy(click => click.Offset))
        {
            writer.WriteStartObject();
            writer.WriteNumber("offset", click.Offset);
            writer.WriteNumber("time_ms", click.AsOfMs);
            writer.WriteNumber("due_ms", click.DueMs);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteErasure(ErasureMark? erasure, Utf8JsonWriter writer)
    {
        if (erasure is not { } mark)
        {
            writer.WriteNull("erasure");
            return;
        }

        writer.WriteStartObject("erasure");
        writer.WriteString("hash", mark.Hash);
        writer.WriteNumber("offset", mark.Offset);
        writer.WriteNumber("at_ms", mark.AtMs);
        writer.WriteEndObject();
    }

    private static void WriteConsent(ConsentMark? consent, Utf8JsonWriter writer)
    {
        if (consent is not { } mark)
        {
            writer.WriteNull("consent");
            return;
        }

        writer.WriteStartObject("consent");
        foreach (var purpose in Enum.GetValues<ConsentPurpose>())
        {
            writer.WriteString(ConsentNames.NameOf(purpose), ConsentNames.NameOf(mark.Said.Of(purpose)));
        }

        writer.WriteNumber("said_ms", mark.SaidMs);
        writer.WriteEndObject();
    }

    private static void WriteBot(BotMark? bot, Utf8JsonWriter writer)
    {
        if (bot is not { } mark)
        {
            writer.WriteNull("bot");
            return;
        }

        writer.WriteStartObject("bot");
        writer.WriteNumber("offset", mark.Offset);
        writer.WriteNumber("at_ms", mark.AtMs);
        writer.WriteNumber("score", Math.Round(mark.Score, 3));
        writer.WriteStartArray("reasons");
        foreach (var reason in BotSignals.NamesOf(mark.Reasons))
        {
            writer.WriteStringValue(reason);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteRaw(string name, IReadOnlyList<byte[]> records, Utf8JsonWriter writer)
    {
        writer.WriteStartArray(name);
        foreach (var record in records)
        {
            writer.WriteRawValue(record, skipInputValidation: true);
        }

        writer.WriteEndArray();
    }
}
