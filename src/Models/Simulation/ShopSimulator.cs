using StreamReco.Models.Items;

namespace StreamReco.Models.Simulation;

/// <summary>
/// A web shop with visitors: an endless stream of clicks in the order of their arrival, the same for the same options.
/// Good events come in event-time order; of the broken, repeated and late ones each says what it is, so that a test
/// knows how many the pipeline must find.
/// </summary>
public sealed class ShopSimulator
{
    private readonly ShopSimulatorOptions _options;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ShopSimulator(ShopSimulatorOptions options)
    {
        options.Validate();
        _options = options;
        Catalog = new ShopWorld(options, new Random(options.Seed)).Catalog;
    }

    /// <summary>What the shop sells.</summary>
    public IReadOnlyList<CatalogItem> Catalog { get; }

    /// <summary>The stream from its beginning; endless, lazy, and the same each time: take what is needed.</summary>
    public IEnumerable<SimulatedRecord> Run()
    {
        using var traffic = new SimulatedTraffic(_options);
        foreach (var record in traffic.Records())
        {
            yield return record;
        }
    }

    /// <summary>When a record of the stream arrives, Unix milliseconds, without writing any.</summary>
    /// <param name="index">Its place in the stream, from 0.</param>
    public long TimeOf(long index)
    {
        using var traffic = new SimulatedTraffic(_options, withPayloads: false);
        foreach (var record in traffic.Records())
        {
            if (index-- == 0)
            {
                return record.TimeMs;
            }
        }

        throw new InvalidOperationException("The stream of a simulated shop has no end.");
    }
}
