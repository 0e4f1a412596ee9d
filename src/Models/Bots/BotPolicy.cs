using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;

namespace StreamReco.Models.Bots;

/// <summary>
/// Weights and thresholds by which users are taken for programs. It stands in the clicks log, so that every fold of the log judges
/// alike. The defaults are those whose figures stand in <c>docs/BOTS.md</c>.
/// </summary>
public sealed class BotPolicy
{
    /// <summary>Largest policy, bytes.</summary>
    public const int BytesMax = 16_384;

    /// <summary>A verdict is taken back below this share of the score that it took.</summary>
    public const double ClearShare = 0.8;

    /// <summary>A signal is a reason from this contribution on.</summary>
    private const double ReasonMin = 0.1;

    private static readonly BotRule[] _defaults =
    [
        new(0.7, 20, 60), // rate: clicks a minute
        new(0.6, 2.0, 1.2), // regular: bits
        new(0.7, 5, 10), // crawl: steps
        new(1.3, 15, 30), // one_item: touches
        new(1.2, 0, 2), // replay: common paths
        new(0.5, 14, 20), // around_the_clock: hours
        new(0.45, 100, 250), // long_session: clicks
        new(0.4, 100, 250), // no_cart: views
        new(0.25, 0.8, 0.95), // distinct: share
        new(-0.3, 0, 3), // bought: carts and purchases
    ];

    private readonly BotRule[] _rules = [.. _defaults];
    private string? _version;

    /// <summary>Whether anybody is judged.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Score from which on a user is watched.</summary>
    public double Watch { get; init; } = 0.6;

    /// <summary>Score from which on a user is a program.</summary>
    public double Bot { get; init; } = 1;

    /// <summary>Clicks in a row that a score must reach to change the verdict.</summary>
    public int RaiseAfter { get; init; } = 3;

    /// <summary>Clicks in a row that a score must stay below <see cref="ClearShare"/> of the threshold to take the verdict back one step.</summary>
    public int ClearAfter { get; init; } = 100;

    /// <summary>Clicks before which nobody is judged.</summary>
    public int ClicksMin { get; init; } = 12;

    /// <summary>Times that a path of items was walked from which on it is common.</summary>
    public int CommonPaths { get; init; } = 4;

    /// <summary>Share of first clicks among all of a source from which on its new ids go to the quarantine; 1 never.</summary>
    public double RotatingShare { get; init; } = 0.85;

    /// <summary>What a signal adds.</summary>
    public BotRule this[BotSignal signal]
    {
        get => _rules[(int)signal];
        init => _rules[(int)signal] = value;
    }

    /// <summary>Names the policy: 16 hexadecimal digits; equal policies have equal names.</summary>
    public string Version =>
        _version ??= XxHash3.HashToUInt64(ToBytes()).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The score of a user; 0 before <see cref="ClicksMin"/> clicks.</summary>
    public BotScore Score(BotProfile profile)
    {
        if (profile.Clicks < ClicksMin)
        {
            return default;
        }

        var (sum, reasons) = (0.0, 0);
        for (var signal = 0; signal < BotSignals.Weighed; signal++)
        {
            var part = _rules[signal].Weight == 0 ? 0 : _rules[signal].Of(profile.ValueOf((BotSignal)signal, _rules[signal].From));
            sum += part;
            reasons |= part >= ReasonMin ? 1 << signal : 0;
        }

        return new BotScore(sum, reasons);
    }

    /// <summary>The policy as JSON; equal policies give equal bytes.</summary>
    public byte[] ToBytes()
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteBoolean("on"u8, IsOn);
            json.WriteNumber("watch"u8, Watch);
            json.WriteNumber("bot"u8, Bot);
            json.WriteNumber("raiseAfter"u8, RaiseAfter);
            json.WriteNumber("clearAfter"u8, ClearAfter);
            json.WriteNumber("clicksMin"u8, ClicksMin);
            json.WriteNumber("commonPaths"u8, CommonPaths);
            json.WriteNumber("rotatingShare"u8, RotatingShare);
            json.WriteStartObject("signals"u8);
            for (var signal = 0; signal < BotSignals.Weighed; signal++)
            {
                json.WriteStartObject(BotSignals.NameOf((BotSignal)signal));
                json.WriteNumber("weight"u8, _rules[signal].Weight);
                json.WriteNumber("from"u8, _rules[signal].From);
                json.WriteNumber("full"u8, _rules[signal].Full);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return output.ToArray();
    }
}
