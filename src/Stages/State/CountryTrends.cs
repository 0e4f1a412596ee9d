using StreamReco.Models.Binary;

namespace StreamReco.Stages.State;

/// <summary>
/// What trends in each country that events name, by the same windows as <see cref="TrendingWindows"/>. The first countries
/// seen are counted, up to <c>Window:CountriesMax</c>; the others go by what trends everywhere.
/// </summary>
public sealed class CountryTrends(WindowOptions options)
{
    private readonly SortedDictionary<string, TrendingWindows> _countries = new(StringComparer.Ordinal);
    private long _closedUntilMs = long.MinValue;

    /// <summary>Watermarks below it close nothing.</summary>
    private long _closesNextMs = long.MinValue;

    /// <summary>Countries that are counted.</summary>
    public int Count => _countries.Count;

    /// <summary>What trends in a country, most touched first; empty where nothing is known of it. Replaced, never changed.</summary>
    public IReadOnlyList<string> TopOf(string? country) =>
        country is not null && _countries.TryGetValue(country, out var windows) ? windows.Top : [];

    /// <summary>Counts one touch.</summary>
    /// <param name="country">Where; null counts nowhere.</param>
    /// <param name="itemId">The item.</param>
    /// <param name="eventMs">Event time, Unix milliseconds.</param>
    /// <param name="watermarkMs">
    /// The shard's watermark: windows before it are closed for a new country too; <see cref="long.MinValue"/> while there is none.
    /// </param>
    public void Add(string? country, string itemId, long eventMs, long watermarkMs)
    {
        if (country is null)
        {
            return;
        }

        if (!_countries.TryGetValue(country, out var windows))
        {
            if (_countries.Count >= options.CountriesMax)
            {
                return;
            }

            _countries[country] = windows = new TrendingWindows(options);
            if (watermarkMs != long.MinValue)
            {
                windows.Advance(watermarkMs);
            }
        }

        windows.Add(itemId, eventMs);
    }

    /// <summary>Closes the windows whose end the watermark has passed.</summary>
    public void Advance(long watermarkMs)
    {
        if (watermarkMs < _closesNextMs)
        {
            return;
        }

        var closedUntilMs = TrendingWindows.StartOf(watermarkMs, options);
        _closesNextMs = closedUntilMs + options.TrendingWindowMs;
        if (closedUntilMs <= _closedUntilMs)
        {
            return; // no window ends with this click
        }

        _closedUntilMs = closedUntilMs;
        foreach (var windows in _countries.Values)
        {
            windows.Advance(watermarkMs);
        }
    }

    internal void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_countries.Count);
        foreach (var (country, windows) in _countries)
        {
            writer.Text(country);
            windows.Write(writer);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        for (var left = reader.Count(1_000_000); left > 0; left--)
        {
            var windows = _countries[reader.Text()] = new TrendingWindows(options);
            windows.Restore(ref reader);
        }
    }
}
