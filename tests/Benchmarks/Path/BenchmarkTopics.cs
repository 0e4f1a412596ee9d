using System.Buffers;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Models.Items;
using StreamReco.Models.Simulation;
using StreamReco.Stages;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Options;

namespace StreamReco.Benchmarks.Path;

/// <summary>The topics of one benchmark run: made and filled at its start, deleted at its end.</summary>
internal sealed class BenchmarkTopics : IAsyncDisposable
{
    private static readonly TimeSpan _century = TimeSpan.FromDays(36_500);

    private readonly EmbeddedBroker? _embedded;
    private readonly bool _ownsBroker;
    private readonly string _bootstrap;
    private readonly string _prefix;

    /// <param name="bootstrap">A real broker; null for the embedded one.</param>
    /// <param name="prefix">Begins the names of topics and groups; null for one made of the time.</param>
    /// <param name="embedded">The embedded broker at that address, which makes topics itself; null for a real one.</param>
    public BenchmarkTopics(string? bootstrap, string? prefix = null, EmbeddedBroker? embedded = null)
    {
        _prefix = prefix ?? $"bench-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}";
        _ownsBroker = bootstrap is null;
        _embedded = _ownsBroker ? EmbeddedBroker.Start() : embedded;
        _bootstrap = bootstrap ?? _embedded!.Bootstrap;
    }

    /// <summary>How a program reaches the topics.</summary>
    /// <param name="group">A new group reads from the beginning.</param>
    public KafkaOptions OptionsFor(string group) => new()
    {
        Bootstrap = _bootstrap,
        Group = $"{_prefix}-{group}",
        Clicks = $"{_prefix}-clicks",
        Catalog = $"{_prefix}-catalog",
        Recommendations = $"{_prefix}-recommendations",
        Rejected = $"{_prefix}-rejected",
    };

    /// <summary>The twin's output.</summary>
    public string Copy => $"{_prefix}-copy";

    /// <summary>Creates the topics and writes clicks and catalog.</summary>
    /// <returns>Bytes of the clicks, keys and values.</returns>
    public async Task<long> FillAsync(ShopSimulator shop, int clicks, CancellationToken cancel)
    {
        var options = OptionsFor("fill");
        await CreateAsync(options, cancel);
        using var writer = new RecordWriter(options);
        foreach (var item in shop.Catalog)
        {
            var json = new ArrayBufferWriter<byte>(256);
            CatalogJson.Write(json, item);
            writer.Write(
                options.Catalog, Encoding.UTF8.GetBytes(item.ItemId), json.WrittenSpan.ToArray(), null, null, cancel);
        }

        var bytes = 0L;
        foreach (var record in shop.Run().Take(clicks))
        {
            var key = Encoding.UTF8.GetBytes(record.Key);
            bytes += key.Length + record.Payload.Length;
            writer.Write(options.Clicks, key, record.Payload, record.TimeMs, null, cancel);
        }

        writer.Flush(TimeSpan.FromMinutes(1));
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null)
        {
            if (_ownsBroker)
            {
                _embedded.Dispose();
            }

            return;
        }

        var options = OptionsFor("fill");
        using var admin = new AdminClientBuilder(KafkaClientSettings.Admin(options)).Build();
        await admin.DeleteTopicsAsync([options.Clicks, options.Catalog, options.Recommendations, options.Rejected, Copy]);
    }

    /// <summary>Creates the topics, empty.</summary>
    public async Task CreateAsync(KafkaOptions options, CancellationToken cancel)
    {
        if (_embedded is not null)
        {
            foreach (var topic in new[] { options.Clicks, options.Catalog, options.Recommendations, options.Rejected, Copy })
            {
                _embedded.CreateTopic(topic, PathSettings.Partitions);
            }

            return;
        }

        var plan = new TopicPlan(PathSettings.Partitions, ClicksRetention: _century);
        var copies = OptionsFor("fill");
        copies.Recommendations = Copy;
        foreach (var set in new[] { options, copies })
        {
            var creator = new TopicCreator(set, new LimitOptions(), NullLogger<TopicCreator>.Instance, TimeProvider.System);
            await creator.CreateAsync(plan, cancel);
        }
    }
}
