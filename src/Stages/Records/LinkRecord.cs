using System.Text.Json;

namespace StreamReco.Stages.Records;

/// <summary>What a link record asks of the partition of an anonymous id.</summary>
public enum LinkStep
{
    /// <summary>What was done under the id, and what is done later, is a user's.</summary>
    Link,

    /// <summary>The id stands for itself from here on, until an operator links it again.</summary>
    Unlink,

    /// <summary>The user is forgotten, or agrees to nothing any more: nothing of them is known under the id.</summary>
    Forget,
}

/// <summary>
/// A change of the link of an anonymous id, as the log of the partition with the id's state has it: the value of a control
/// record, JSON.
/// </summary>
/// <param name="Step">What is asked.</param>
/// <param name="Anonymous">The anonymous id, as the state knows it: a pseudonym where ids are pseudonyms.</param>
/// <param name="User">The user, likewise; empty where an operator unlinks.</param>
/// <param name="Home">The partition of the user's state; -1 where it does not matter.</param>
/// <param name="IsByOperator">Whether an operator asks; else an event did.</param>
public sealed record LinkRecord(LinkStep Step, string Anonymous, string User, int Home, bool IsByOperator)
{
    private static readonly string[] _words = ["link", "unlink", "forget"];

    /// <summary>The word of a step, which is the header's value.</summary>
    public static string NameOf(LinkStep step) => _words[(int)step];

    /// <summary>The record's value.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(
        new { step = NameOf(Step), anonymous = Anonymous, user = User, home = Home, @operator = IsByOperator });

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null for anything else.</summary>
    public static LinkRecord? Read(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            using var json = JsonDocument.ParseValue(ref reader);
            var root = json.RootElement;
            var step = Array.IndexOf(_words, root.GetProperty("step").GetString());
            var record = new LinkRecord(
                (LinkStep)step, root.GetProperty("anonymous").GetString() ?? "", root.GetProperty("user").GetString() ?? "",
                root.GetProperty("home").GetInt32(), root.GetProperty("operator").GetBoolean());
            var needsUser = record.Step != LinkStep.Unlink;
            return step < 0 || record.Anonymous.Length == 0 || (needsUser && record.User.Length == 0) || record.Anonymous == record.User
                ? null : record;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
