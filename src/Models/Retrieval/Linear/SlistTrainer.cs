using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval.Linear;

/// <summary>
/// Solves the ridge locally: each item is explained by the items that stand with it most, which leaves a system of a few
/// hundred unknowns an item in place of one with N². Any number of threads gives the same bits.
/// </summary>
internal sealed class SlistTrainer(SessionLog log, SlistSettings settings)
{
    /// <summary>Cells kept of a row of the Gram matrix; far more than one system reads of it.</summary>
    private const int GramMax = 2000;

    private const int BlockItems = 64;

    private readonly SlistMoments _moments = new(log, settings);

    /// <summary>By item the weights with which it speaks for others.</summary>
    public SparseRow[] Train(ParallelOptions parallel, IProgress<FitProgress>? progress)
    {
        var gram = new SparseRow[log.Items];
        var solved = new SparseRow[log.Items];
        ForEachItem(parallel, null, (row, scratch) => gram[row] = GramRow(row, scratch));
        ForEachItem(parallel, progress, (row, scratch) => solved[row] = Solve(row, gram, scratch));
        return Strongest(solved);
    }

    private SparseRow GramRow(int row, Scratch scratch)
    {
        _moments.Add(row, scratch.Gram, null);
        var columns = scratch.Gram.Largest(GramMax, except: -1);
        var values = scratch.Gram.Of(columns);
        scratch.Gram.Clear();
        return new SparseRow(columns, values);
    }

    /// <summary>
    /// The weights with which the items of the support speak for item <paramref name="row"/>; its own, for repeats, is a
    /// regression by itself, because in the common one it would explain everything.
    /// </summary>
    private SparseRow Solve(int row, SparseRow[] gram, Scratch scratch)
    {
        _moments.Add(row, scratch.Gram, scratch.Targets);
        var support = scratch.Targets.Largest(settings.SupportMax, except: row);
        var weights = scratch.Targets.Of(support);
        var own = scratch.Targets[row] / (scratch.Gram[row] + settings.Ridge);
        scratch.Gram.Clear();
        scratch.Targets.Clear();
        var system = scratch.System.AsSpan(0, PackedCholesky.Length(support.Length));
        Fill(system, support, gram, scratch.PlaceOf);
        PackedCholesky.Factor(system, support.Length);
        PackedCholesky.Solve(system, weights);
        return own > 0 ? new SparseRow([.. support, row], [.. weights, own]) : new SparseRow(support, weights);
    }

    private void Fill(Span<float> system, int[] support, SparseRow[] gram, int[] placeOf)
    {
        system.Clear();
        for (var i = 0; i < support.Length; i++)
        {
            placeOf[support[i]] = i + 1;
        }

        for (int i = 0, at = 0; i < support.Length; at += ++i)
        {
            var (columns, values) = gram[support[i]];
            for (var c = 0; c < columns.Length; c++)
            {
                var place = placeOf[columns[c]] - 1;
                if (place >= 0 && place <= i)
                {
                    system[at + place] = values[c];
                }
            }

            system[at + i] += settings.Ridge;
        }

        foreach (var row in support)
        {
            placeOf[row] = 0;
        }
    }

    /// <summary>Turns "what speaks for each item" into "for what each item speaks", the strongest only.</summary>
    private SparseRow[] Strongest(SparseRow[] solved)
    {
        var starts = new int[log.Items + 1];
        foreach (var column in solved.SelectMany(row => row.Columns))
        {
            starts[column + 1]++;
        }

        for (var row = 0; row < log.Items; row++)
        {
            starts[row + 1] += starts[row];
        }

        var (targets, weights, next) = (new int[starts[^1]], new float[starts[^1]], starts[..^1]);
        for (var target = 0; target < solved.Length; target++)
        {
            for (var i = 0; i < solved[target].Columns.Length; i++)
            {
                var at = next[solved[target].Columns[i]]++;
                (targets[at], weights[at]) = (target, solved[target].Values[i]);
            }
        }

        return
        [
            .. Enumerable.Range(0, log.Items).Select(row =>
                Strongest(targets[starts[row]..starts[row + 1]], weights[starts[row]..starts[row + 1]])),
        ];
    }

    private SparseRow Strongest(int[] targets, float[] weights)
    {
        if (targets.Length > settings.WeightsMax)
        {
            int[] order = [.. Enumerable.Range(0, targets.Length)];
            Array.Sort(Array.ConvertAll(order, i => (-MathF.Abs(weights[i]), i)), order);
            order = order[..settings.WeightsMax];
            Array.Sort(order);
            targets = Array.ConvertAll(order, i => targets[i]);
            weights = Array.ConvertAll(order, i => weights[i]);
        }

        return new SparseRow(targets, weights);
    }

    private void ForEachItem(ParallelOptions parallel, IProgress<FitProgress>? progress, Action<int, Scratch> action)
    {
        var done = 0;
        Parallel.For(
            0,
            (log.Items + BlockItems - 1) / BlockItems,
            parallel,
            () => new Scratch(log.Items, settings.SupportMax),
            (block, _, scratch) =>
            {
                var last = Math.Min(log.Items, (block + 1) * BlockItems);
                for (var row = block * BlockItems; row < last; row++)
                {
                    action(row, scratch);
                }

                var total = Interlocked.Add(ref done, last - (block * BlockItems));
                progress?.Report(new FitProgress(total, log.Items));
                return scratch;
            },
            static _ => { });
    }

    private sealed class Scratch(int items, int supportMax)
    {
        public DenseSums Gram { get; } = new(items);

        public DenseSums Targets { get; } = new(items);

        public int[] PlaceOf { get; } = new int[items];

        public float[] System { get; } = new float[PackedCholesky.Length(supportMax)];
    }
}
