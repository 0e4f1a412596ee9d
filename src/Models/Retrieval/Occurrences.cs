namespace StreamReco.Models.Retrieval;

/// <summary>Where each item stands in a <see cref="SessionLog"/>: the places of its clicks, rising, by item row.</summary>
internal sealed class Occurrences
{
    private readonly int[] _starts;
    private readonly int[] _places;
    private readonly int[] _sessions;

    public Occurrences(SessionLog log)
    {
        _starts = new int[log.Items + 1];
        foreach (var row in log.Rows)
        {
            _starts[row + 1]++;
        }

        for (var row = 0; row < log.Items; row++)
        {
            _starts[row + 1] += _starts[row];
        }

        _places = new int[log.Clicks];
        _sessions = new int[log.Clicks];
        var next = _starts[..^1];
        for (var session = 0; session < log.Sessions; session++)
        {
            for (var place = log.StartOf(session); place < log.StartOf(session + 1); place++)
            {
                var at = next[log.Rows[place]]++;
                (_places[at], _sessions[at]) = (place, session);
            }
        }
    }

    /// <summary>Places in <see cref="SessionLog.Rows"/> of the clicks on item <paramref name="row"/>.</summary>
    public ReadOnlySpan<int> PlacesOf(int row) => _places.AsSpan(_starts[row].._starts[row + 1]);

    /// <summary>The session of each of <see cref="PlacesOf"/>.</summary>
    public ReadOnlySpan<int> SessionsOf(int row) => _sessions.AsSpan(_starts[row].._starts[row + 1]);
}
