using System.Text.Json;
using StreamReco.Models.Bots;

namespace StreamReco.Stages.Records;

/// <summary>What an operator decided of a user, as the log has it: the value of a control record, JSON.</summary>
/// <param name="User">The user, as the state knows them: a pseudonym where ids are pseudonyms.</param>
/// <param name="Decision">Released or condemned.</param>
public sealed record BotDecisionRecord(string User, BotDecision Decision)
{
    private const string Released = "release";
    private const string Condemned = "condemn";

    /// <summary>The word of a decision.</summary>
    public static string NameOf(BotDecision decision) => decision == BotDecision.Condemned ? Condemned : Released;

    /// <summary>The record's value.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(new { user = User, decision = NameOf(Decision) });

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null for anything else.</summary>
    public static BotDecisionRecord? Read(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            using var json = JsonDocument.ParseValue(ref reader);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("user", out var user) || user.ValueKind != JsonValueKind.String
                || !json.RootElement.TryGetProperty("decision", out var word) || user.GetString() is not { Length: > 0 } id)
            {
                return null;
            }

            return word.ValueKind != JsonValueKind.String ? null : word.GetString() switch
            {
                Released => new BotDecisionRecord(id, BotDecision.Released),
                Condemned => new BotDecisionRecord(id, BotDecision.Condemned),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
