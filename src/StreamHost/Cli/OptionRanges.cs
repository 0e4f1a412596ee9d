using System.CommandLine;

namespace StreamReco.StreamHost.Cli;

/// <summary>Ranges of options, checked while the command line is parsed.</summary>
internal static class OptionRanges
{
    /// <summary>Refuses values below <paramref name="least"/>.</summary>
    public static Option<T> AtLeast<T>(this Option<T> option, T least)
        where T : struct, IComparable<T>
    {
        option.Validators.Add(result =>
        {
            try
            {
                var value = result.GetValueOrDefault<T>();
                if (value.CompareTo(least) < 0)
                {
                    result.AddError($"{option.Name} is {value}; it must be {least} or more.");
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
