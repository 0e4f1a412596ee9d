using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>Says before long work begins that its result could not be written where it is wanted.</summary>
internal static class OutputPlace
{
    /// <summary>By which commands that can write to standard output are told to.</summary>
    public const string Dash = "-";

    /// <param name="option">The option that names the file.</param>
    /// <param name="path">The file; null where none is wanted. One that stands there stays as it is.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static void CheckFile(string option, string? path)
    {
        if (Directory.Exists(path))
        {
            throw new UserErrorException($"{option} is '{path}', which is a folder; name a file.");
        }

        if (path is not null)
        {
            Try(option, path, () =>
            {
                var isNew = !File.Exists(path);
                using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
                {
                    // That it opens is all that is asked.
                }

                if (isNew)
                {
                    File.Delete(path);
                }
            });
        }
    }

    /// <param name="option">The option that names the folder.</param>
    /// <param name="path">Where a model is to be written.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static void CheckModel(string option, string path) =>
        Try(option, path, () => ModelArtifactWriter.CheckPlace(path));

    /// <summary>A dash means standard output elsewhere; here it would be a file of that name, which nobody wants.</summary>
    /// <param name="option">The option that names the file or folder.</param>
    /// <param name="path">The file or folder; null where none is wanted.</param>
    /// <exception cref="UserErrorException">It is a dash.</exception>
    public static void CheckName(string option, string? path)
    {
        if (path == Dash)
        {
            throw new UserErrorException($"{option} is '{Dash}'; it must be the name of a file or folder: this is not written to standard output.", ExitCode.Usage);
        }
    }

    private static void Try(string option, string path, Action probe)
    {
        CheckName(option, path);
        try
        {
            probe();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"{option} is '{path}', where nothing can be written: {e.Message.ReplaceLineEndings(" ")}", ExitCode.Failure, e);
        }
    }
}
