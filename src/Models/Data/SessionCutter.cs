namespace StreamReco.Models.Data;

/// <summary>Names the sessions of data that know none: a user's clicks up to a pause of <see cref="PauseMs"/>.</summary>
internal static class SessionCutter
{
    /// <summary>Half an hour, the pause after which web analytics have always begun a new visit.</summary>
    public const long PauseMs = 30 * 60_000;

    /// <param name="clicks">In event-time order; those with an empty session get the name <c>user/1</c>, <c>user/2</c> …</param>
    public static void Cut(Span<HistoricClick> clicks)
    {
        var open = new Dictionary<string, (long LastMs, int Number, string Id)>();
        foreach (ref var click in clicks)
        {
            if (click.SessionId.Length > 0)
            {
                continue;
            }

            var known = open.TryGetValue(click.UserId, out var session);
            if (!known || click.TimeMs - session.LastMs > PauseMs)
            {
                var number = session.Number + 1;
                session = (0, number, $"{click.UserId}/{number}");
            }

            open[click.UserId] = session with { LastMs = click.TimeMs };
            click = click with { SessionId = session.Id };
        }
    }
}
