using System.Text.Json;
using StreamReco.Models.Data;

namespace StreamReco.Models.Bots;

/// <summary>Reads a <see cref="BotPolicy"/>: JSON in which what is left out has its default.</summary>
public static class BotPolicyReader
{
    private static readonly BotPolicy _default = new();

    /// <exception cref="FormatException">It is no policy; the message names the field and its value.</exception>
    public static BotPolicy Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > BotPolicy.BytesMax)
        {
            throw new FormatException($"A bot policy has {bytes.Length} bytes; at most {BotPolicy.BytesMax} are read.");
        }

        try
        {
            using var json = JsonDocument.Parse(bytes);
            return Read(json.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"This is no bot policy: {JsonFaults.Describe(e)}", e);
        }
    }

    private static BotPolicy Read(JsonElement root)
    {
        CheckNames(
            root, "The policy", "on", "watch", "bot", "raiseAfter", "clearAfter", "clicksMin", "commonPaths", "rotatingShare", "signals");
        var signals = root.TryGetProperty("signals", out var found) ? found : default;
        if (signals.ValueKind != JsonValueKind.Undefined)
        {
            CheckNames(signals, "signals", [.. Enumerable.Range(0, BotSignals.Weighed).Select(signal => BotSignals.NameOf((BotSignal)signal))]);
        }

        BotRule RuleOf(BotSignal signal) => Rule(signals, signal);
        var policy = new BotPolicy
        {
            IsOn = !root.TryGetProperty("on", out var on) || Flag("on", on),
            Watch = Number(root, "watch", _default.Watch, 0.01, 100),
            Bot = Number(root, "bot", _default.Bot, 0.01, 100),
            RaiseAfter = (int)Number(root, "raiseAfter", _default.RaiseAfter, 1, 100),
            ClearAfter = (int)Number(root, "clearAfter", _default.ClearAfter, 1, 120),
            ClicksMin = (int)Number(root, "clicksMin", _default.ClicksMin, 2, 10_000),
            CommonPaths = (int)Number(root, "commonPaths", _default.CommonPaths, 2, 200),
            RotatingShare = Number(root, "rotatingShare", _default.RotatingShare, 0.5, 1),
            [BotSignal.Rate] = RuleOf(BotSignal.Rate),
            [BotSignal.Regular] = RuleOf(BotSignal.Regular),
            [BotSignal.Crawl] = RuleOf(BotSignal.Crawl),
            [BotSignal.OneItem] = RuleOf(BotSignal.OneItem),
            [BotSignal.Replay] = RuleOf(BotSignal.Replay),
            [BotSignal.AroundTheClock] = RuleOf(BotSignal.AroundTheClock),
            [BotSignal.LongSession] = RuleOf(BotSignal.LongSession),
            [BotSignal.NoCart] = RuleOf(BotSignal.NoCart),
            [BotSignal.Distinct] = RuleOf(BotSignal.Distinct),
            [BotSignal.Bought] = RuleOf(BotSignal.Bought),
        };
        return policy.Watch <= policy.Bot ? policy
            : throw new FormatException($"watch is {policy.Watch}; it must be at most bot, which is {policy.Bot}.");
    }

    private static BotRule Rule(JsonElement signals, BotSignal signal)
    {
        var (name, before) = (BotSignals.NameOf(signal), _default[signal]);
        if (signals.ValueKind != JsonValueKind.Object || !signals.TryGetProperty(name, out var json))
        {
            return before;
        }

        CheckNames(json, name, "weight", "from", "full");
        var rule = new BotRule(
            Number(json, "weight", before.Weight, -10, 10), Number(json, "from", before.From, 0, 1_000_000),
            Number(json, "full", before.Full, 0, 1_000_000));
        return rule.From != rule.Full ? rule : throw new FormatException($"{name}: from and full are both {rule.From}; they must differ.");
    }

    private static double Number(JsonElement json, string name, double otherwise, double min, double max)
    {
        if (!json.TryGetProperty(name, out var found))
        {
            return otherwise;
        }

        return found.ValueKind == JsonValueKind.Number && found.GetDouble() is var value && value >= min && value <= max ? value
            : throw new FormatException($"{name} is {found.GetRawText()}; it must be {min} to {max}.");
    }

    private static bool Flag(string name, JsonElement found) => found.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? found.GetBoolean() : throw new FormatException($"{name} is {found.GetRawText()}; it must be true or false.");

    private static void CheckNames(JsonElement json, string where, params ReadOnlySpan<string> names)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{where} is {json.GetRawText()}; it must be an object.");
        }

        foreach (var field in json.EnumerateObject())
        {
            if (!names.Contains(field.Name))
            {
                throw new FormatException($"{where} has a field '{field.Name}'; known are {string.Join(", ", names.ToArray())}.");
            }
        }
    }
}
