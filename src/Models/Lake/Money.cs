namespace StreamReco.Models.Lake;

/// <summary>Amounts as whole ten-thousandths: writers of Parquet cut further digits, so they are rounded before.</summary>
internal static class Money
{
    /// <summary>No amount.</summary>
    public const long None = long.MinValue;

    private const double Scale = 10_000;

    /// <summary>Beyond 18 digits a DECIMAL(18,4) has no place.</summary>
    private const double Most = 1e14;

    /// <summary>Rounded to even at a half; <see cref="None"/> for no number and for what the column cannot hold.</summary>
    public static long ToTenThousandths(double amount) =>
        Math.Abs(amount) < Most ? (long)(decimal.Round((decimal)amount, 4) * 10_000m) : None;

    /// <summary>NaN for <see cref="None"/>.</summary>
    public static double OfTenThousandths(long amount) => amount == None ? double.NaN : amount / Scale;
}
