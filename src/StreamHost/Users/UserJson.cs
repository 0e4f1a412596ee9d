using System.Buffers;
using System.Numerics.Tensors;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamReco.Models.Events;
using StreamReco.Models.Users;

namespace StreamReco.StreamHost.Users;

/// <summary>
/// A user's state as JSON, canonical: equal states give equal bytes. Fields in this order: <c>user_id</c>,
/// <c>applied</c>, <c>first_event_ms</c>, <c>last_event_ms</c> (Unix milliseconds, as all times here), <c>events</c>
/// (count by type, those above zero), <c>session</c> (null before the first), <c>recent</c> (as applied, oldest first),
/// <c>interests</c> (as first seen), <c>bot</c> (how the user clicks; only where users are judged), <c>identity</c> (which ids hang together; only where there was a link), <c>vector</c> (D floats in their shortest exact form, null where there is none).
/// </summary>
public static class UserJson
{
    private static readonly JsonWriterOptions _line = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes one user as one line without its line break.</summary>
    public static void WriteCanonical(UserState user, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, _line);
        writer.WriteStartObject();
        WriteFields(user, writer);
        writer.WriteEndObject();
    }

    /// <summary>Writes the fields into an object that the caller opened and closes.</summary>
    /// <param name="user">The user.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="withVector">Whether the vector's values are wanted.</param>
    public static void WriteFields(UserState user, Utf8JsonWriter writer, bool withVector = true)
    {
        writer.WriteString("user_id", user.UserId);
        writer.WriteNumber("applied", user.Applied);
        writer.WriteNumber("first_event_ms", user.FirstEventMs);
        writer.WriteNumber("last_event_ms", user.LastEventMs);
        WriteEvents(user, writer);
        WriteSession(user.Session, writer);
        WriteRecent(user.Recent, writer);
        WriteInterests(user.Interests, writer);
        if (user.Bot is { } bot)
        {
            BotJson.Write(bot, writer);
        }

        if (user.Identity is { } identity)
        {
            IdentityJson.Write(identity, writer);
        }

        if (withVector)
        {
            WriteVector(user.Vector, writer);
        }
    }

    /// <summary>
    /// Writes what <see cref="WriteFields"/> leaves out because no reader needs it, for an export: <c>event_id_hashes</c> (hexadecimal
    /// digits, oldest first), <c>answered_ms</c> (null before the first answer) and <c>waiting_offset</c> (null where no click waits).
    /// </summary>
    public static void WriteInner(UserState user, Utf8JsonWriter writer)
    {
        var hashes = new ulong[user.EventIds.Count];
        user.EventIds.CopyOldestFirst(hashes);
        writer.WriteStartArray("event_id_hashes");
        foreach (var hash in hashes)
        {
            writer.WriteStringValue(hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
        }

        writer.WriteEndArray();
        WriteNumberOrNull("answered_ms", user.Answers.LastAnsweredMs == long.MinValue ? null : user.Answers.LastAnsweredMs, writer);
        WriteNumberOrNull("waiting_offset", user.Answers.HasPending ? user.Answers.PendingOffset : null, writer);
    }

    /// <summary>Dimensions and length of the vector instead of its values; null where there is none.</summary>
    public static void WriteVectorSummary(OnlineVector? vector, Utf8JsonWriter writer)
    {
        if (vector is null)
        {
            writer.WriteNull("vector_summary");
            return;
        }

        writer.WriteStartObject("vector_summary");
        writer.WriteNumber("dimensions", vector.Values.Length);
        WriteFloat("norm", TensorPrimitives.Norm(vector.Values), writer);
        writer.WriteEndObject();
    }

    private static void WriteNumberOrNull(string name, long? value, Utf8JsonWriter writer)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteEvents(UserState user, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("events");
        for (var type = 0; type < user.EventsByType.Length; type++)
        {
            if (user.EventsByType[type] > 0)
            {
                writer.WriteNumber(EventTypes.NameOf((EventType)type), user.EventsByType[type]);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteSession(in SessionWindow session, Utf8JsonWriter writer)
    {
        if (session.Events == 0)
        {
            writer.WriteNull("session");
            return;
        }

        writer.WriteStartObject("session");
        writer.WriteString("id", session.Id);
        writer.WriteNumber("start_ms", session.StartMs);
        writer.WriteNumber("end_ms", session.EndMs);
        writer.WriteNumber("events", session.Events);
        writer.WriteEndObject();
    }

    private static void WriteRecent(RecentItems recent, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("recent");
        for (var i = 0; i < recent.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("item_id", recent[i].ItemId);
            writer.WriteNumber("time_ms", recent[i].TimeMs);
            writer.WriteString("event_type", EventTypes.NameOf(recent[i].Type));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteInterests(InterestTags interests, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("interests");
        foreach (var interest in interests.Tags)
        {
            writer.WriteStartObject();
            writer.WriteString("tag", interest.Tag);
            WriteFloat("weight", interest.Weight, writer);
            writer.WriteNumber("at_ms", interest.AtMs);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteVector(OnlineVector? vector, Utf8JsonWriter writer)
    {
        if (vector is null)
        {
            writer.WriteNull("vector");
            return;
        }

        writer.WriteStartArray("vector");
        foreach (var value in vector.Values)
        {
            WriteValue(value, writer);
        }

        writer.WriteEndArray();
    }

    private static void WriteFloat(string name, float value, Utf8JsonWriter writer)
    {
        writer.WritePropertyName(name);
        WriteValue(value, writer);
    }

    /// <summary>JSON has no NaN and no infinity: both are null.</summary>
    private static void WriteValue(float value, Utf8JsonWriter writer)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
