namespace StreamReco.Models.Retrieval.Tables;

/// <summary>
/// Counts pairs item by item: from each of its clicks forward and backward, into a dense row. No memory but that row
/// and the result, and no order of threads in the sums.
/// </summary>
internal sealed class PairCounting(SessionLog log, PairSettings settings)
{
    private const int BlockItems = 256;

    private readonly Occurrences _occurrences = new(log);
    private readonly float[] _sessionWeights = WeightsOf(log.Sessions, settings.AgeShare);

    public PairTable Count(ParallelOptions parallel, IProgress<FitProgress>? progress)
    {
        var rows = new PairRow[log.Items];
        var done = 0;
        Parallel.For(
            0,
            (log.Items + BlockItems - 1) / BlockItems,
            parallel,
            () => new DenseRow(log.Items),
            (block, _, dense) =>
            {
                var last = Math.Min(log.Items, (block + 1) * BlockItems);
                for (var row = block * BlockItems; row < last; row++)
                {
                    rows[row] = CountRow(row, dense);
                }

                progress?.Report(new FitProgress(Interlocked.Add(ref done, BlockItems), log.Items));
                return dense;
            },
            static _ => { });
        return new PairTable(settings, rows);
    }

    private PairRow CountRow(int row, DenseRow dense)
    {
        var places = _occurrences.PlacesOf(row);
        var sessions = _occurrences.SessionsOf(row);
        for (var i = 0; i < places.Length; i++)
        {
            AddAhead(places[i], sessions[i], dense);
            AddBehind(places[i], sessions[i], dense);
        }

        return dense.Take(settings.PairsMax);
    }

    private void AddAhead(int place, int session, DenseRow dense)
    {
        var last = Math.Min(log.StartOf(session + 1) - 1, place + settings.Steps);
        for (var ahead = place + 1; ahead <= last; ahead++)
        {
            ref var cell = ref dense.Touch(log.Rows[ahead]);
            cell.Next += ahead == place + 1 ? _sessionWeights[session] : 0;
            cell.After += _sessionWeights[session] / (ahead - place);
        }
    }

    private void AddBehind(int place, int session, DenseRow dense)
    {
        var first = Math.Max(log.StartOf(session), place - settings.Steps);
        for (var behind = place - 1; behind >= first; behind--)
        {
            dense.Touch(log.Rows[behind]).Before += _sessionWeights[session] / (place - behind);
        }
    }

    private static float[] WeightsOf(int sessions, double ageShare) =>
    [
        .. Enumerable.Range(0, sessions).Select(
            session => ageShare > 0 ? (float)Math.Exp((session + 1 - sessions) / (ageShare * sessions)) : 1f),
    ];

    private sealed class DenseRow(int items)
    {
        private readonly Cell[] _cells = new Cell[items];
        private readonly List<int> _touched = [];

        public ref Cell Touch(int row)
        {
            ref var cell = ref _cells[row];
            if (!cell.Touched)
            {
                cell.Touched = true;
                _touched.Add(row);
            }

            return ref cell;
        }

        /// <summary>The strongest pairs by item, and an empty row again.</summary>
        public PairRow Take(int max)
        {
            var nextSum = _touched.Sum(row => _cells[row].Next);
            var afterSum = _touched.Sum(row => _cells[row].After);
            var kept = Kept(max);
            var taken = new PairRow(
                kept,
                Array.ConvertAll(kept, row => _cells[row].Next),
                Array.ConvertAll(kept, row => _cells[row].After),
                Array.ConvertAll(kept, row => _cells[row].Before),
                nextSum,
                afterSum);
            foreach (var row in _touched)
            {
                _cells[row] = default;
            }

            _touched.Clear();
            return taken;
        }

        private int[] Kept(int max)
        {
            int[] kept = [.. _touched];
            if (kept.Length > max)
            {
                Array.Sort(Array.ConvertAll(kept, row => (-_cells[row].After - _cells[row].Before, row)), kept);
                kept = kept[..max];
            }

            Array.Sort(kept);
            return kept;
        }

        public struct Cell
        {
            public float Next;
            public float After;
            public float Before;
            public bool Touched;
        }
    }
}
