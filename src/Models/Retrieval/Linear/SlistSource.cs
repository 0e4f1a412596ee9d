namespace StreamReco.Models.Retrieval.Linear;

/// <summary>
/// Linear session model (SLIST: Choi, Kim, Lee, Shim and Lee 2021) with local solves. For one thread; the model may be
/// shared.
/// </summary>
public sealed class SlistSource : ICandidateSource
{
    private readonly SlistModel _model;
    private readonly float[] _decays;
    private readonly float[] _sums;
    private readonly bool[] _touched;
    private readonly int[] _rows;

    public SlistSource(SlistModel model)
    {
        _model = model;
        _decays =
        [
            .. Enumerable.Range(0, model.Settings.QueryItemsMax)
                .Select(step => MathF.Exp(-step / model.Settings.QueryDecay)),
        ];
        _sums = new float[model.Items];
        _touched = new bool[model.Items];
        _rows = new int[model.Items];
    }

    public string Name => "slist";

    public void Score(in SessionQuery query, ScoreTable scores)
    {
        var clicks = Last(query.Session);
        var count = 0;
        for (var step = 0; step < clicks.Length; step++)
        {
            count = Add(clicks[^(step + 1)], _decays[step], count);
        }

        foreach (var row in _rows.AsSpan(0, count))
        {
            if (_sums[row] > 0)
            {
                scores.Add(row, _sums[row]);
            }

            _sums[row] = 0;
            _touched[row] = false;
        }
    }

    public int Explain(in SessionQuery query, int row, Span<int> places)
    {
        var clicks = Last(query.Session);
        Span<float> weights = stackalloc float[clicks.Length];
        for (var step = 0; step < clicks.Length; step++)
        {
            var from = clicks[^(step + 1)];
            var at = _model.ItemsOf(from).BinarySearch(row);
            weights[clicks.Length - 1 - step] = at < 0 ? 0 : _model.WeightsOf(from)[at] * _decays[step];
        }

        return HeaviestPlaces.Write(weights, places, query.Rows.Length - clicks.Length);
    }

    /// <summary>Sums beside the table, because a weight below 0 may come first.</summary>
    private int Add(int row, float decay, int count)
    {
        var items = _model.ItemsOf(row);
        var weights = _model.WeightsOf(row);
        for (var i = 0; i < items.Length; i++)
        {
            var item = items[i];
            if (!_touched[item])
            {
                _touched[item] = true;
                _rows[count++] = item;
            }

            _sums[item] += decay * weights[i];
        }

        return count;
    }

    private ReadOnlySpan<int> Last(ReadOnlySpan<int> session) =>
        session[Math.Max(0, session.Length - _model.Settings.QueryItemsMax)..];
}
