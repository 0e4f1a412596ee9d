using System.Text.Json;
using StreamReco.Models.Bots;

namespace StreamReco.StreamHost.Users;

/// <summary>How a user clicks, as JSON: verdict, what an operator decided, clicks taken in, and the value of each signal.</summary>
internal static class BotJson
{
    /// <summary>Writes it as the field <c>bot</c> of an open object.</summary>
    public static void Write(BotProfile profile, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("bot");
        writer.WriteString("verdict", NameOf(profile.Verdict));
        writer.WriteString("decision", profile.Decision switch
        {
            BotDecision.Released => "released",
            BotDecision.Condemned => "condemned",
            _ => "none",
        });
        writer.WriteBoolean("held", profile.IsHeld);
        writer.WriteNumber("clicks", profile.Clicks);
        writer.WriteStartObject("signals");
        for (var signal = 0; signal < BotSignals.Weighed; signal++)
        {
            var value = profile.ValueOf((BotSignal)signal, double.NaN);
            writer.WritePropertyName(BotSignals.NameOf((BotSignal)signal));
            if (double.IsNaN(value))
            {
                writer.WriteNullValue();
            }
            else
            {
                writer.WriteNumberValue(Math.Round(value, 3));
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string NameOf(BotVerdict verdict) => verdict switch
    {
        BotVerdict.Bot => "bot",
        BotVerdict.Watch => "watch",
        _ => "human",
    };
}
