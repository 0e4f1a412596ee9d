using System.Text.RegularExpressions;

namespace StreamReco.Architecture.Tests;

/// <summary>
/// Which folder of a project imports which, by the <c>using</c> lines of its files, by types of an enclosing namespace,
/// and by names that are qualified with a folder. Folders are namespaces.
/// </summary>
internal sealed partial class Folders
{
    private readonly Dictionary<string, HashSet<string>> _typesOf = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To), string> _imports = [];

    /// <param name="files">All C# files of one project.</param>
    public Folders(IReadOnlyCollection<RepositoryFile> files)
    {
        var read = files.Select(file => (file.Path, Namespace: NamespaceOf(file.Text), Code: CodeOf(file.Text)))
            .Where(file => file.Namespace.Length > 0).ToList();
        foreach (var (_, name, code) in read)
        {
            if (!_typesOf.TryGetValue(name, out var types))
            {
                _typesOf.Add(name, types = new HashSet<string>(StringComparer.Ordinal));
            }

            types.UnionWith(Declaration().Matches(code).Select(match => match.Groups["name"].Value));
        }

        foreach (var (path, name, code) in read)
        {
            foreach (var target in TargetsOf(name, code).Where(target => target != name))
            {
                _imports.TryAdd((name, target), path);
            }
        }
    }

    /// <summary>One sentence for each group of folders that import each other, directly or around.</summary>
    public IEnumerable<string> Circles()
    {
        var reach = _typesOf.Keys.ToDictionary(name => name, Reach, StringComparer.Ordinal);
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in _typesOf.Keys.Order(StringComparer.Ordinal).Where(name => reach[name].Contains(name) && !told.Contains(name)))
        {
            var circle = reach[name].Where(other => reach[other].Contains(name)).ToHashSet(StringComparer.Ordinal);
            told.UnionWith(circle);
            var edges = _imports.Where(import => circle.Contains(import.Key.From) && circle.Contains(import.Key.To))
                .Select(import => $"{import.Key.From} -> {import.Key.To} ({import.Value})").Order(StringComparer.Ordinal);
            yield return $"{circle.Count} folders stand in a circle: {string.Join("; ", edges)}. Move what both need to a folder below them.";
        }
    }

    private HashSet<string> Reach(string from)
    {
        var (reached, open) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>([from]));
        while (open.TryPop(out var name))
        {
            foreach (var (_, to) in _imports.Keys.Where(import => import.From == name))
            {
                if (reached.Add(to))
                {
                    open.Push(to);
                }
            }
        }

        return reached;
    }

    private IEnumerable<string> TargetsOf(string name, string code)
    {
        foreach (Match line in Using().Matches(code))
        {
            var target = line.Groups["name"].Value;
            if (_typesOf.ContainsKey(target))
            {
                yield return target;
            }
            else if (line.Groups["static"].Success && target.LastIndexOf('.') is > 0 and var dot && _typesOf.ContainsKey(target[..dot]))
            {
                yield return target[..dot];
            }
        }

        var words = Word().Matches(code).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var outer in EnclosingOf(name))
        {
            if (_typesOf.TryGetValue(outer, out var types) && types.Overlaps(words))
            {
                yield return outer;
            }

            foreach (var (folder, type) in Qualified().Matches(code).SelectMany(match => SplitsOf(match.Value)))
            {
                if (_typesOf.TryGetValue($"{outer}.{folder}", out var inner) && inner.Contains(type))
                {
                    yield return $"{outer}.{folder}";
                }
            }
        }
    }

    /// <summary>A.B.C names the type B of folder A, or the type C of folder A.B.</summary>
    private static IEnumerable<(string Folder, string Type)> SplitsOf(string qualified)
    {
        for (var dot = qualified.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = qualified.IndexOf('.', dot + 1))
        {
            yield return (qualified[..dot], qualified[(dot + 1)..].Split('.')[0]);
        }
    }

    private static IEnumerable<string> EnclosingOf(string name)
    {
        for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            yield return name[..dot];
        }
    }

    private static string NamespaceOf(string text) => Namespace().Match(text).Groups["name"].Value;

    /// <summary>The text without comments and without what stands in quotes: names in prose import nothing.</summary>
    private static string CodeOf(string text) => Quoted().Replace(Comment().Replace(text, ""), "\"\"");

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?<static>static )?(?<name>StreamReco[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^(?:\w+ )*(?:class|record struct|record|struct|interface|enum) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b[A-Z]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\.[A-Z]\w*)+")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex Quoted();
}
