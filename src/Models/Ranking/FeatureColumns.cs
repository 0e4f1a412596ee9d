namespace StreamReco.Models.Ranking;

/// <summary>The features of an answer's candidates, written column by column from left to right.</summary>
internal ref struct FeatureColumns(RankRequest request)
{
    private readonly Span<float> _features = request.Features.AsSpan(0, request.Count * request.Width);
    private readonly int _width = request.Width;
    private int _next;

    /// <summary>A column with one value for all candidates.</summary>
    public void Add(float value)
    {
        for (var at = _next; at < _features.Length; at += _width)
        {
            _features[at] = value;
        }

        _next++;
    }

    /// <summary>A column with a value for each candidate.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        var at = _next++;
        foreach (var value in values)
        {
            _features[at] = value;
            at += _width;
        }
    }

    /// <exception cref="InvalidOperationException">Fewer or more features were written than the layout names.</exception>
    public readonly void End()
    {
        if (_next != _width)
        {
            throw new InvalidOperationException($"{_next} features were written where the layout has {_width}.");
        }
    }
}
