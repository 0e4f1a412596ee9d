using System.CommandLine;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>An option or argument that names a file which a command reads.</summary>
internal interface IInputFile
{
    /// <summary>As it stands on the command line or in the help.</summary>
    string Label { get; }

    /// <summary>Whether a folder may be named, too.</summary>
    bool TakesFolder { get; }

    /// <summary>The names that were given.</summary>
    IEnumerable<string> Given(ParseResult parse);
}

/// <summary>An option that names a file which the command reads.</summary>
internal sealed class InputFileOption(string name) : Option<string>(name), IInputFile
{
    public string Label => Name;

    public bool TakesFolder { get; init; }

    /// <summary>A value that begins so names no file; null where every value names one.</summary>
    public string? OtherThanFile { get; init; }

    public IEnumerable<string> Given(ParseResult parse) =>
        parse.GetValue(this) is { } path && (OtherThanFile is null || !path.StartsWith(OtherThanFile, StringComparison.Ordinal))
            ? [path] : [];
}

/// <summary>An argument that names a file which the command reads; a dash is standard input.</summary>
internal sealed class InputFileArgument(string name) : Argument<string>(name), IInputFile
{
    public string Label => Name;

    public bool TakesFolder => false;

    public IEnumerable<string> Given(ParseResult parse) => parse.GetValue(this) is { } path ? [path] : [];
}

/// <summary>An argument that names files or folders which the command reads.</summary>
internal sealed class InputFilesArgument(string name) : Argument<string[]>(name), IInputFile
{
    public string Label => Name;

    public bool TakesFolder => true;

    public IEnumerable<string> Given(ParseResult parse) => parse.GetValue(this) ?? [];
}

/// <summary>Says before a command begins, in the same words for all of them, that a file which it is to read is not there.</summary>
internal static class InputFiles
{
    /// <exception cref="UserErrorException">A file is missing, or is a folder.</exception>
    public static void Check(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        foreach (var file in command.Options.OfType<IInputFile>().Concat(command.Arguments.OfType<IInputFile>()))
        {
            foreach (var path in file.Given(parse).Where(path => path != OutputPlace.Dash))
            {
                Check(file.Label, path, file.TakesFolder);
            }
        }
    }

    /// <param name="label">The option or argument.</param>
    /// <param name="path">What it names.</param>
    /// <param name="takesFolder">Whether a folder will do.</param>
    /// <exception cref="UserErrorException">There is no such file, or it is a folder.</exception>
    public static void Check(string label, string path, bool takesFolder = false)
    {
        if (Directory.Exists(path) ? takesFolder : File.Exists(path))
        {
            return;
        }

        throw new UserErrorException(Directory.Exists(path)
            ? $"{label} is '{path}', which is a folder; name a file." : $"{label} is '{path}'; there is no such file.", ExitCode.Usage);
    }
}
