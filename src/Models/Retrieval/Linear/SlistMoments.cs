namespace StreamReco.Models.Retrieval.Linear;

/// <summary>
/// The sums of the ridge, item by item. With x a session's items, and for each of its clicks t the items up to t
/// (weights falling backward) and the items behind t (weights falling forward): the Gram matrix α·xxᵀ + (1−α)·Σ past
/// pastᵀ and the targets α·xxᵀ + (1−α)·Σ past futureᵀ. Both sums over t are geometric, so a pair of clicks costs one
/// look into a table.
/// </summary>
internal sealed class SlistMoments
{
    private readonly SessionLog _log;
    private readonly SlistSettings _settings;
    private readonly Occurrences _occurrences;
    private readonly float[] _sessionWeights;
    private readonly float[] _decays;
    private readonly float[] _tails;
    private readonly float _unit;

    public SlistMoments(SessionLog log, SlistSettings settings)
    {
        (_log, _settings) = (log, settings);
        _occurrences = new Occurrences(log);
        _sessionWeights =
        [
            .. Enumerable.Range(0, log.Sessions).Select(session => settings.AgeShare > 0
                ? (float)Math.Exp((session + 1 - log.Sessions) / (settings.AgeShare * log.Sessions))
                : 1f),
        ];
        _decays = [.. Enumerable.Range(0, settings.SessionClicksMax).Select(d => MathF.Exp(-d / settings.TrainDecay))];
        _tails = new float[settings.SessionClicksMax + 1];
        for (var clicks = 1; clicks < _tails.Length; clicks++)
        {
            _tails[clicks] = _tails[clicks - 1] + MathF.Exp(-2 * (clicks - 1) / settings.TrainDecay);
        }

        _unit = settings.NormalizesRows ? 1 / _tails[^1] : 1;
    }

    /// <summary>Adds the row of item <paramref name="row"/>, by the other item.</summary>
    /// <param name="row">The item.</param>
    /// <param name="gram">The Gram matrix, which is symmetric.</param>
    /// <param name="targets">How much each other item should say for it; null if not wanted.</param>
    public void Add(int row, DenseSums gram, DenseSums? targets)
    {
        var places = _occurrences.PlacesOf(row);
        var sessions = _occurrences.SessionsOf(row);
        for (var i = 0; i < places.Length; i++)
        {
            var end = _log.StartOf(sessions[i] + 1);
            var start = Math.Max(_log.StartOf(sessions[i]), end - _settings.SessionClicksMax);
            if (places[i] >= start)
            {
                Add(places[i] - start, _log.Rows[start..end], _sessionWeights[sessions[i]], gram, targets);
            }
        }
    }

    private void Add(int place, ReadOnlySpan<int> rows, float weight, DenseSums gram, DenseSums? targets)
    {
        var whole = _settings.TogetherShare * weight / (_settings.NormalizesRows ? rows.Length : 1);
        var parts = (1 - _settings.TogetherShare) * weight * _unit;
        var newest = !rows[(place + 1)..].Contains(rows[place]);
        for (var other = 0; other < rows.Length; other++)
        {
            var apart = Math.Abs(other - place);
            var together = newest && !rows[(other + 1)..].Contains(rows[other]) ? whole : 0;
            var past = _decays[apart] * _tails[rows.Length - 1 - Math.Max(place, other)];
            gram.Add(rows[other], together + (parts * past));
            var follows = other < place ? apart * _decays[apart - 1] : 0;
            var said = rows[other] == rows[place] ? 0 : together; // That an item stands with itself says nothing.
            targets?.Add(rows[other], said + (parts * follows));
        }
    }
}
