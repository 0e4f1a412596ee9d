namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// A list of which no event said anything yet, in sixteen bytes: most lists stay so, and each user has sixteen of them.
/// </summary>
internal readonly struct BareList
{
    private const int TimeShift = 16;
    private const int EnrolmentsShift = 8;
    private const long TimeMax = (1L << 48) - 1; // Unix ms of the year 10889

    private readonly ulong _rest;

    private BareList(ulong id, ulong rest) => (Id, _rest) = (id, rest);

    /// <summary><see cref="ShownList.Id"/>.</summary>
    public ulong Id { get; }

    /// <inheritdoc cref="ShownList.ServedMs"/>
    public long ServedMs => (long)(_rest >> TimeShift);

    /// <inheritdoc cref="ShownList.Enrolments"/>
    public byte Enrolments => (byte)(_rest >> EnrolmentsShift);

    /// <inheritdoc cref="ShownList.Surface"/>
    public Surface Surface => (Surface)(byte)_rest;

    /// <summary>Whether a time can be held; one before 1970 cannot.</summary>
    public static bool Holds(long servedMs) => servedMs is >= 0 and <= TimeMax;

    /// <summary>A list.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="surface">Where it is shown.</param>
    /// <param name="servedMs">When it was made; 0 in the place of a time that cannot be held.</param>
    /// <param name="enrolments">A bit for each enrolment that it was made under.</param>
    public static BareList Of(ulong id, Surface surface, long servedMs, byte enrolments) => new(
        id, ((ulong)(Holds(servedMs) ? servedMs : 0) << TimeShift) | ((ulong)enrolments << EnrolmentsShift) | (byte)surface);
}
