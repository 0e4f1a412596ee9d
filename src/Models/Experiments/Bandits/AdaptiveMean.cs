namespace StreamReco.Models.Experiments.Bandits;

/// <summary>
/// The mean of an arm whose share followed its success: its plain mean is too low, since a bad beginning is never made up for.
/// Adaptively weighted augmented inverse propensity scores with weights of stable variance (Hadad, Hirshberg, Zhan, Wager and
/// Athey, PNAS 2021). One pass, constant memory.
/// </summary>
public sealed class AdaptiveMean
{
    private double _rewards;
    private double _pulls;
    private double _weights;
    private double _weighted;
    private double _squares;
    private double _squaresOfScores;
    private double _squaresWeighted;

    /// <summary>The estimate; NaN without observations.</summary>
    public double Value => _weighted / _weights;

    /// <summary>Its standard error.</summary>
    public double Error
    {
        get
        {
            var mean = Value;
            return Math.Sqrt(Math.Max(0, _squaresOfScores - (2 * mean * _squaresWeighted) + (mean * mean * _squares))) / _weights;
        }
    }

    /// <summary>Adds one assignment, whichever arm it was.</summary>
    /// <param name="share">The share of this arm when it was made, above 0.</param>
    /// <param name="isThis">Whether this arm was given.</param>
    /// <param name="reward">What came of it; not used for another arm.</param>
    public void Add(double share, bool isThis, double reward)
    {
        var expected = _pulls > 0 ? _rewards / _pulls : 0;
        var score = expected + (isThis ? (reward - expected) / share : 0);
        var weight = Math.Sqrt(share);
        _weights += weight;
        _weighted += weight * score;
        _squares += weight * weight;
        _squaresWeighted += weight * weight * score;
        _squaresOfScores += weight * weight * score * score;
        if (isThis)
        {
            _rewards += reward;
            _pulls++;
        }
    }

    /// <summary>Adds assignments that were made by the same share, whichever arms they were; the mean so far is that before them.</summary>
    /// <param name="share">The share of this arm, above 0.</param>
    /// <param name="all">Assignments of all arms.</param>
    /// <param name="pulls">Those of this arm.</param>
    /// <param name="rewards">What came of those of this arm, in all.</param>
    /// <param name="squares">The sum of its squares.</param>
    public void AddBatch(double share, long all, long pulls, double rewards, double squares)
    {
        var expected = _pulls > 0 ? _rewards / _pulls : 0;
        var surprise = (rewards - (pulls * expected)) / share;
        var scores = (all * expected) + surprise;
        var weight = Math.Sqrt(share);
        _weights += weight * all;
        _weighted += weight * scores;
        _squares += share * all;
        _squaresWeighted += share * scores;
        _squaresOfScores += share * ((all * expected * expected) + (2 * expected * surprise)
            + ((squares - (2 * expected * rewards) + (pulls * expected * expected)) / (share * share)));
        _rewards += rewards;
        _pulls += pulls;
    }
}
