namespace StreamReco.Models.Artifacts;

/// <summary>Reads the files of one model folder: what is wrong with one is reported with its name and the folder's.</summary>
/// <param name="directory">The model folder.</param>
internal sealed class PartReader(string directory)
{
    /// <exception cref="ModelLoadException">The file is damaged or does not fit.</exception>
    public T Read<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw new ModelLoadException(directory, $"{name} {e.Message}", e);
        }
    }
}
