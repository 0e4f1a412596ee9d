using StreamReco.Models.Encoder;

namespace StreamReco.Models.Training.Encoder;

/// <summary>The sessions that can be trained on, their weights, and the order of an epoch.</summary>
internal sealed class TrainingSessions
{
    private readonly EncoderSequences _sequences;
    private readonly EncoderSettings _settings;
    private readonly int[] _order;

    public TrainingSessions(EncoderSequences sequences, EncoderSettings settings)
    {
        (_sequences, _settings) = (sequences, settings);
        _order = [.. Enumerable.Range(0, sequences.Count).Where(session => sequences.RowsOf(session).Length > 1)];
        Positions = _order.Sum(session => (long)PositionsOf(session));
    }

    /// <summary>Positions of an epoch.</summary>
    public long Positions { get; }

    public int PositionsOf(int session) =>
        Math.Min(_sequences.RowsOf(session).Length, _settings.SessionClicksMax) - 1;

    /// <summary>The sessions in the order of an epoch: a function of the seed and the epoch.</summary>
    public int[] OrderOf(int epoch)
    {
        var order = _order.AsSpan().ToArray();
        var bits = new SeededBits(_settings.Seed, epoch, -1);
        for (var last = order.Length - 1; last > 0; last--)
        {
            var other = bits.Next(last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }

        return order;
    }

    /// <summary>Sessions from <paramref name="first"/> on that make a batch.</summary>
    public int BatchAt(ReadOnlySpan<int> order, int first)
    {
        var (count, positions) = (0, 0);
        while (first + count < order.Length && positions < _settings.BatchPositions)
        {
            positions += PositionsOf(order[first + count++]);
        }

        return count;
    }

    /// <summary>Adds a session.</summary>
    /// <returns>The weight of its positions together.</returns>
    public double Pack(int session, PackedSessions packed)
    {
        var count = PositionsOf(session) + 1;
        var rows = _sequences.RowsOf(session)[^count..];
        var times = _sequences.TimesOf(session);
        times = times.IsEmpty ? times : times[^count..];
        var weight = WeightOf(session);
        for (var at = 0; at + 1 < rows.Length; at++)
        {
            packed.Add(rows[at], rows[at + 1], weight, times.IsEmpty ? 0 : times[at]);
        }

        packed.EndSession();
        return (double)weight * (rows.Length - 1);
    }

    private float WeightOf(int session) => _settings.AgeScale == 0
        ? 1
        : MathF.Exp(-(_sequences.Count - 1 - session) / (_settings.AgeScale * _sequences.Count));
}
