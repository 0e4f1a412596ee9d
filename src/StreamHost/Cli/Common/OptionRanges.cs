using System.CommandLine;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>Ranges of options, checked while the command line is parsed.</summary>
internal static class OptionRanges
{
    /// <summary>Refuses values below <paramref name="least"/>.</summary>
    public static Option<T> AtLeast<T>(this Option<T> option, T least)
        where T : struct, IComparable<T> => Holds(option, value => value.CompareTo(least) >= 0, $"it must be {least} or more.");

    /// <summary>Refuses values outside of a range, both ends in it.</summary>
    public static Option<T> Between<T>(this Option<T> option, T least, T most)
        where T : struct, IComparable<T> =>
        Holds(option, value => value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, $"it must be {least} to {most}.");

    /// <summary>Refuses values that are not <paramref name="isRight"/>, with what they <paramref name="must"/> be.</summary>
    public static Option<T> Holds<T>(this Option<T> option, Func<T, bool> isRight, string must)
        where T : struct
    {
        option.Validators.Add(result =>
        {
            try
            {
                var value = result.GetValueOrDefault<T>();
                if (!isRight(value))
                {
                    result.AddError(FormattableString.Invariant($"{option.Name} is '{value}'; {must}"));
                }
            }
            catch (InvalidOperationException)
            {
                // Not a number at all: the parser says so itself.
            }
        });
        return option;
    }
}
