#!/usr/bin/env bash
# The default serializer of Akka.NET reads a 0 or a false as the initial value of its property, and a text as a time.
#
# Seen with Akka 1.5.74 on .NET 10, serializer 'json', which is bound to every type without another binding:
# A property that is 0, false or null is not written. A class begins with the weight 1 and shown; a message with the weight 0 and not shown
# is read as weight 1 and shown. The weight 0.5 is kept, and so is the 0 of a record's parameter. Messages to other nodes, events and
# snapshots all take this way.
# A text in a property of type object that has the form of a time is read as a DateTime in UTC: the text and its offset are lost.
# A stack is read upside down. Nothing is reported.
# Expected: the message that was written, or an error.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Akka=1.5.74

cat >Program.cs <<'CS'
using System.Globalization;
using Akka.Actor;
using Akka.Serialization;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var system = ActorSystem.Create("finding", "akka.loglevel=ERROR");
Show(new Rule { Name = "hide", Weight = 0, IsShown = false }, rule => $"weight {rule.Weight}, shown {rule.IsShown}");
Show(new Rule { Name = "half", Weight = 0.5, IsShown = true }, rule => $"weight {rule.Weight}, shown {rule.IsShown}");
Show(new Setting("hide", 0, false), setting => $"weight {setting.Weight}, shown {setting.IsShown}");
Show(new Attributes(new() { ["seen"] = "2024-05-01T10:00:00+02:00" }), a => $"{a.Values["seen"].GetType().Name} {a.Values["seen"]}");
Show(new Path(new(["home", "shoes", "boots"])), path => string.Join(" ", path.Pages));

void Show<T>(T message, Func<T, string> text)
    where T : class
{
    var serializer = system.Serialization.FindSerializerFor(message);
    var bytes = serializer.ToBinary(message);
    var read = (T)system.Serialization.Deserialize(bytes, serializer.Identifier, Serialization.ManifestFor(serializer, message));
    Console.WriteLine($"{typeof(T).Name}: written {text(message)}; read {text(read)}");
}

sealed class Rule
{
    public string Name { get; set; } = "";

    public double Weight { get; set; } = 1;

    public bool IsShown { get; set; } = true;
}

sealed record Setting(string Name, double Weight = 1, bool IsShown = true);

sealed record Attributes(Dictionary<string, object> Values);

sealed record Path(Stack<string> Pages);
CS

cat >expected <<'TEXT'
Rule: written weight 0, shown False; read weight 1, shown True
Rule: written weight 0.5, shown True; read weight 0.5, shown True
Setting: written weight 0, shown False; read weight 0, shown False
Attributes: written String 2024-05-01T10:00:00+02:00; read DateTime 05/01/2024 08:00:00
Path: written boots shoes home; read home shoes boots
TEXT

compare
