namespace StreamReco.Models.Lake;

/// <summary>
/// What the lake asks of a file system. Paths are relative to the lake's folder, with <c>/</c> between. A change is durable
/// once the file, or the folder whose entries changed, was flushed.
/// </summary>
public interface ILakeFiles
{
    /// <summary>Makes a file to be written; it must not be there. Folders above it must.</summary>
    Stream Create(string path);

    /// <summary>Flushes a file that <see cref="Create"/> made to the disk.</summary>
    void Flush(Stream file);

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    Stream Open(string path);

    /// <summary>Gives a file a second name, in one step.</summary>
    /// <returns>False if the second name is taken already.</returns>
    bool TryLink(string path, string name);

    /// <summary>Moves a file, in one step; a file of the new name is replaced.</summary>
    /// <exception cref="FileNotFoundException">There is no file to be moved.</exception>
    void Rename(string path, string name);

    bool Exists(string path);

    /// <summary>Removes a file; nothing happens if there is none.</summary>
    void Delete(string path);

    /// <summary>Removes a folder with all that is in it; nothing happens if there is none.</summary>
    void DeleteFolder(string folder);

    /// <summary>Makes a folder and those above it; nothing happens if it is there.</summary>
    void MakeFolder(string folder);

    /// <summary>Flushes the entries of a folder to the disk.</summary>
    void FlushFolder(string folder);

    /// <summary>Names of the files of a folder, in ordinal order; none if there is no folder.</summary>
    IReadOnlyList<string> Files(string folder);

    /// <summary>Names of the folders of a folder, in ordinal order; none if there is no folder.</summary>
    IReadOnlyList<string> Folders(string folder);
}
