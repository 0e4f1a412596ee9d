namespace StreamReco.Models.Retrieval.Tables;

/// <summary>
/// What length and age do to a session's likeness. Ages count from the end of the log that was fitted: a session after
/// it weighs more than 1, and one factor a query (<see cref="QueryFactor"/>) brings that back to the moment of asking.
/// </summary>
internal sealed class SessionAges(SessionKnnSettings settings, int sessions, bool timed, long endMs)
{
    private const double DayMs = 86_400_000;

    /// <summary>e^60 stays far from the end of a float, whatever it is multiplied with.</summary>
    private const double ExponentMax = 60;

    private readonly double _perMs = timed && settings.AgeDays > 0 ? 1 / (settings.AgeDays * DayMs) : 0;
    private readonly double _perSession =
        settings.AgeShare > 0 && sessions > 0 ? 1 / (settings.AgeShare * sessions) : 0;

    public float LengthFactor(int length) => MathF.Pow(length, -settings.LengthPower);

    /// <param name="session">Its number; <c>sessions</c> is the first one after the log.</param>
    /// <param name="timeMs">Its last click.</param>
    public float AgeFactor(long session, long timeMs) =>
        Exp(((session - sessions) * _perSession) + ((timeMs - endMs) * _perMs));

    /// <param name="now">The number that the next session would get.</param>
    /// <param name="asOfMs">When the answer is asked for.</param>
    public float QueryFactor(long now, long asOfMs) =>
        Exp(-((now - sessions) * _perSession) - (Math.Max(0, asOfMs - endMs) * _perMs));

    private static float Exp(double exponent) => (float)Math.Exp(Math.Clamp(exponent, -ExponentMax, ExponentMax));
}
