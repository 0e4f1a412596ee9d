using StreamReco.Models.Events;

namespace StreamReco.Models.DataQuality;

/// <summary>
/// A profile of a span of events that is held to be good, and the rules that follow from it: thresholds lie a margin below what
/// the span shows. A proposal for people to read, not a verdict. Not thread-safe.
/// </summary>
public sealed class QualityProfile
{
    /// <summary>Values of a field and type that are enough to say something of them.</summary>
    private const long LeastValues = 50;

    /// <summary>A field that is there at least this often is expected there.</summary>
    private const double ExpectedFrom = 0.9;

    /// <summary>How far below the span's share a threshold lies.</summary>
    private const double Margin = 0.02;

    private readonly FieldProfile[] _fields = [.. Enum.GetValues<QualityField>().Select(field => new FieldProfile(field))];
    private readonly List<long> _delaysMs = [];

    /// <summary>Valid events that were not seen before.</summary>
    public long Events { get; private set; }

    /// <summary>Events that were seen before.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Records that are no valid events.</summary>
    public long Invalid { get; private set; }

    /// <summary>Takes in a valid event.</summary>
    /// <param name="click">The event.</param>
    /// <param name="receivedMs">When it was received, Unix milliseconds; null where nobody knows.</param>
    public void Add(ClickEvent click, long? receivedMs)
    {
        Events++;
        foreach (var field in _fields)
        {
            field.Add(click);
        }

        if (receivedMs is { } received)
        {
            _delaysMs.Add(received - click.EventTimeMs);
        }
    }

    /// <summary>Takes in an event that was seen before.</summary>
    public void AddDuplicate() => Duplicates++;

    /// <summary>Takes in a record that is no valid event.</summary>
    public void AddInvalid() => Invalid++;

    /// <summary>The rules file that follows from the span.</summary>
    public string Suggest()
    {
        var file = new RulesText();
        file.AddShare("readable", "valid", Below((double)(Events + Duplicates) / (Events + Duplicates + Invalid)));
        file.AddShare("ids-new", "unique", Below((double)Events / (Events + Duplicates)));
        if (_delaysMs.Count > 0)
        {
            file.AddTimely(Round(Math.Max(1_000, 2 * Quantile([.. _delaysMs.Select(delay => (double)delay).Order()], 0.95))));
            file.AddShare("hour-shift", "clock", 0.99);
        }

        foreach (var field in _fields)
        {
            AddComplete(file, field);
            AddValues(file, field);
        }

        file.AddSilent();
        return file.ToString();
    }

    private static void AddComplete(RulesText file, FieldProfile field)
    {
        if (field.Field is QualityField.EventType or QualityField.UserId or QualityField.Items or QualityField.ItemId or QualityField.Quantity)
        {
            return; // without them an event is not valid, or they have a value for want of one
        }

        var expected = Enum.GetValues<EventType>().Where(type => field.Presence(type, LeastValues) >= ExpectedFrom).ToList();
        if (expected.Count > 0)
        {
            file.AddComplete(field.Field, expected, Below(expected.Min(type => field.Presence(type, LeastValues)!.Value)));
        }
    }

    private static void AddValues(RulesText file, FieldProfile field)
    {
        if (field.Field is QualityField.EventType or QualityField.Country or QualityField.Category)
        {
            file.AddTexts(field.Field, field.Texts, hasMore: field.IsOverfull);
        }
        else if (field.Field == QualityField.Price && field.Numbers is { Count: >= (int)LeastValues } prices)
        {
            file.AddRange(field.Field, Math.Round(prices[0] / 2, 4), Math.Round(prices[^1] * 2, 2));
            double[] edges = [.. Enumerable.Range(1, 9).Select(tenth => Quantile(prices, tenth / 10.0)).Distinct()];
            file.AddSpread(field.Field, edges, prices);
        }
    }

    private static double Below(double share) => Math.Max(0.5, Math.Floor((share - Margin) * 1_000) / 1_000);

    private static double Quantile(IReadOnlyList<double> rising, double share) =>
        rising[Math.Min(rising.Count - 1, (int)(share * rising.Count))];

    /// <summary>Up to two digits that count.</summary>
    private static long Round(double ms)
    {
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(ms)) - 1));
        return (long)(Math.Ceiling(ms / unit) * unit);
    }
}
