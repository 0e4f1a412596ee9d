using StreamReco.Models.Encoder;

namespace StreamReco.Models.Training.Encoder;

/// <summary>Draws items in proportion to count^power (the alias method of Walker 1977).</summary>
internal sealed class NegativeSampler
{
    private readonly float[] _share;
    private readonly int[] _alias;
    private readonly double[] _probabilities;

    public NegativeSampler(IReadOnlyList<int> counts, double power)
    {
        // An item that was never clicked is still a negative: it must learn to stay away.
        double[] weights = [.. counts.Select(count => Math.Pow(Math.Max(count, 1), power))];
        var total = weights.Sum();
        _probabilities = [.. weights.Select(weight => weight / total)];
        _share = new float[weights.Length];
        _alias = new int[weights.Length];
        Fill([.. _probabilities.Select(p => p * weights.Length)]);
    }

    /// <summary>Fills <paramref name="negatives"/> with <paramref name="draws"/> draws of a seeded generator.</summary>
    public void Draw(SeededBits bits, int draws, Negatives negatives)
    {
        negatives.Clear();
        for (var i = 0; i < draws; i++)
        {
            var item = bits.Next(_share.Length);
            negatives.Count(bits.NextDouble() < _share[item] ? item : _alias[item]);
        }

        negatives.Correct(_probabilities, draws);
    }

    private void Fill(double[] scaled)
    {
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (var item = scaled.Length - 1; item >= 0; item--)
        {
            (scaled[item] < 1 ? small : large).Push(item);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var (less, more) = (small.Pop(), large.Pop());
            (_share[less], _alias[less]) = ((float)scaled[less], more);
            scaled[more] -= 1 - scaled[less];
            (scaled[more] < 1 ? small : large).Push(more);
        }

        foreach (var item in small.Concat(large))
        {
            (_share[item], _alias[item]) = (1, item);
        }
    }
}
