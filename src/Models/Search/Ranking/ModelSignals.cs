using System.Collections.Concurrent;
using StreamReco.Models.Encoder;
using StreamReco.Models.Items;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval.Counts;

namespace StreamReco.Models.Search.Ranking;

/// <summary>
/// What a model says of items and persons, the same in training, evaluation and serving: counters of its items, and how near an item
/// is to a person's online vector and session. Counters are those that the model was trained with, so that all nodes rank alike.
/// For any number of threads.
/// </summary>
public sealed class ModelSignals : IItemSignals
{
    private readonly ItemSpace _items;
    private readonly EncoderModel? _encoder;
    private readonly float[] _counters;
    private readonly ConcurrentBag<SessionEncoder> _encoders = [];

    /// <param name="items">The space of online vectors; its rows are those of the others.</param>
    /// <param name="counted">The counters; null where the model has none.</param>
    /// <param name="encoder">The session encoder; null where the model has none.</param>
    public ModelSignals(ItemSpace items, ItemStatistics? counted, EncoderModel? encoder)
    {
        (_items, _encoder) = (items, encoder);
        _counters = counted is null ? [] : new float[items.Count * SearchFeatures.Counters];
        for (var row = 0; counted is not null && row < items.Count; row++)
        {
            WriteOf(counted, row, _counters.AsSpan(row * SearchFeatures.Counters, SearchFeatures.Counters));
        }
    }

    /// <summary>What a model says.</summary>
    /// <param name="items">The space of its online vectors.</param>
    /// <param name="stack">Its stack; null for a model of one graph, which counts nothing.</param>
    public static ModelSignals Of(ItemSpace items, TwoStageModel? stack) => new(items, stack?.Parts.OpenStatistics(), stack?.Encoder);

    /// <inheritdoc />
    public void Write(string itemId, Span<float> counters)
    {
        if (_counters.Length > 0 && _items.IndexOf(itemId) is var row and >= 0)
        {
            _counters.AsSpan(row * SearchFeatures.Counters, SearchFeatures.Counters).CopyTo(counters);
        }
    }

    /// <summary>A person of whom more is known than a taste.</summary>
    /// <param name="taste">What is known without a model.</param>
    /// <param name="history">The person's history; a vector of another space says nothing.</param>
    public IPersonSignals PersonOf(IPersonSignals taste, PersonHistory history)
    {
        var online = history.Space == _items.Fingerprint && history.Vector.Length == _items.Dimensions ? history.Vector : [];
        var session = Encode(history.Touches);
        return online.Length + session.Length == 0 ? taste : new ModelPerson(taste, _items, online, _encoder, session);
    }

    private static void WriteOf(ItemStatistics counted, int row, Span<float> target)
    {
        target[0] = CountLogs.Of(counted.Clicks(row));
        for (var window = 0; window < ItemStatistics.Windows; window++)
        {
            target[1 + window] = CountLogs.Of(counted.RecentClicks(row, window));
        }

        target[^4] = CountLogs.Of(counted.FirstSeenAge(row));
        target[^3] = CountLogs.Of(counted.LastSeenAge(row));
        target[^2] = counted.RepeatRate(row);
        target[^1] = counted.EndRate(row);
    }

    /// <summary>The encoder's query after a history, by event time; empty where there is nothing to encode.</summary>
    private float[] Encode(IReadOnlyList<PersonTouch> history)
    {
        if (_encoder is null)
        {
            return [];
        }

        var known = history.Select(touch => (Row: _items.IndexOf(touch.ItemId), touch.TimeMs)).Where(touch => touch.Row >= 0)
            .OrderBy(touch => touch.TimeMs).ToArray();
        if (known.Length == 0)
        {
            return [];
        }

        var query = new float[_encoder.Dimensions];
        var encoder = _encoders.TryTake(out var idle) ? idle : _encoder.CreateEncoder();
        encoder.Encode([.. known.Select(touch => touch.Row)], [.. known.Select(touch => touch.TimeMs)], query);
        _encoders.Add(encoder);
        return query;
    }
}
