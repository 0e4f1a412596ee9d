namespace StreamReco.Models.Events;

/// <summary>What data of a person is used for. The numbers are stored.</summary>
public enum ConsentPurpose : byte
{
    /// <summary>Recommendations by what the person did.</summary>
    Personalise,

    /// <summary>Models are trained on what the person did, and sources learn from it as it happens.</summary>
    Train,

    /// <summary>Counts that need to know who it was: searches with what was clicked, experiments.</summary>
    Analyse,
}

/// <summary>What a person said of a purpose. The numbers are stored.</summary>
public enum ConsentChoice : byte
{
    /// <summary>Nothing.</summary>
    Unknown,

    /// <summary>Yes.</summary>
    Granted,

    /// <summary>No.</summary>
    Denied,
}

/// <summary>What a person said of each purpose.</summary>
/// <param name="Bits">Two bits a purpose, the first purpose lowest; 0 for nothing at all.</param>
public readonly record struct Consent(byte Bits)
{
    /// <summary>How many purposes there are.</summary>
    public const int Purposes = 3;

    /// <summary>Bits that mean something.</summary>
    private const int Mask = (1 << (2 * Purposes)) - 1;

    /// <summary>Nothing was said.</summary>
    public static Consent None => default;

    /// <summary>Whether nothing was said.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>Whether the bits are ones that this program writes.</summary>
    public bool IsValid => (Bits & ~Mask) == 0 && (Bits & (Bits >> 1) & 0b010101) == 0;

    /// <summary>The same of every purpose.</summary>
    public static Consent All(ConsentChoice choice) => new((byte)((int)choice * 0b010101));

    /// <summary>What was said of a purpose.</summary>
    public ConsentChoice Of(ConsentPurpose purpose) => (ConsentChoice)((Bits >> (2 * (int)purpose)) & 3);

    /// <summary>The same with another choice.</summary>
    public Consent With(ConsentPurpose purpose, ConsentChoice choice)
    {
        var shift = 2 * (int)purpose;
        return new Consent((byte)((Bits & ~(3 << shift)) | ((int)choice << shift)));
    }

    /// <summary>What was said here and, of purposes of which nothing was, what was said before.</summary>
    public Consent Over(Consent before)
    {
        var said = (Bits | (Bits >> 1)) & 0b010101; // a bit for each purpose of which something was said
        var mask = said | (said << 1);
        return new Consent((byte)((Bits & mask) | (before.Bits & ~mask & Mask)));
    }
}
