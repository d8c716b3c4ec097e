namespace Mesh.Routing.Tasks.BuiltIn;

/// <summary>Writing, explaining, mending and reviewing programs.</summary>
internal static class CodeExamples
{
    public const string Lines = """"
        3|Write a {Python/JavaScript/C#} function that {reverses a linked list/removes duplicates from an array/checks whether a string is a palindrome}.
        2|how do i {sort a dictionary by value/read a file line by line/merge two lists} in {python/go/java}
        4|Why does this throw a {NullReferenceException/KeyError/segmentation fault}?\n\n```\nvar item = list.First(x => x.Id == id);\nreturn item.Name.ToUpper();\n```
        3|def add(items, extra=[]):\n    extra.append(items)\n    return extra\n\nWhat is wrong with this {function/code}?
        4|Refactor this {class/method} so that it can be {unit tested/used without a database}:\npublic class Orders { private SqlConnection c = new("..."); public int Count() { return c.Query().Count; } }
        3|Write a SQL query that returns {the three best customers per month/all orders without a payment/duplicate e-mail addresses}.
        3|What does this regular expression match: {^\d{3}-\d{4}$/(?<=@)[a-z.]+}?
        4|Implement {an LRU cache/a trie/a thread-safe queue} in {Rust/C++/Kotlin} with O(1) {get and put/push and pop}.
        2|What's the git command to {undo the last commit/rename a branch/see who changed a line}?
        4|My React component re-renders {endlessly/twice}: useEffect(() => { setCount(count + 1); }); How do I fix {it/this}?
        3|Convert this {curl command to Python requests: curl -X POST -d @body.json example.org/for loop to LINQ: for (int i = 0; i < n; i++) if (a[i] > 0) sum += a[i];}
        3|Complete the function:\n\ndef {count_vowels(text)/is_prime(n)/flatten(nested)}:\n    """{Return the number of vowels/Return True if n is prime/Return one flat list}."""
        3|Add unit tests for {the function below/this parser} with {pytest/xunit/jest}.
        4|Explain the time complexity of {quicksort/this nested loop/binary search on a rotated array} and show how to improve it.
        3|Write a bash script that {backs up a folder every night/renames all jpg files by date/kills a process that uses a port}.
        4|error: cannot borrow `{data/self.items}` as mutable because it is also borrowed as immutable. What does that mean and how do I {fix/restructure} it?
        3|Generate a {Dockerfile/docker-compose file/GitHub Actions workflow} for a {Node/.NET/Django} app with {Postgres/Redis}.
        4|Design a REST API for {a library/a parking garage/booking rooms}: endpoints, status codes and a JSON schema for each request.
        2|difference between {== and === in javascript/struct and class in c#/list and tuple in python}
        5|Find the race condition in this code and mend it:\nif (!cache.ContainsKey(k)) { cache[k] = Load(k); }\nreturn cache[k];
        3|Write a function to {find the second largest number in a list/rotate a matrix by 90 degrees/count the words in a text}.
        3|Please review this pull request: it adds {retry logic/a feature flag/pagination} to the {payments/search} service. Comment on naming, errors and tests.
        4|Port this {Java/Ruby} snippet to {TypeScript/Go}: class Account { int balance; void deposit(int n) { balance += n; } }
        3|How can I {mock a static method/stub the system clock/test private code} in {C#/Java}?
        3|#include <stdio.h>\nint main(void) { int a[3]; a[3] = 1; printf("%d", a[3]); }\n{Why is this undefined behaviour/What will it print}?
        4|Optimise this query, it takes {40 seconds/two minutes}: SELECT * FROM orders o JOIN items i ON i.order_id = o.id WHERE LOWER(o.city) = 'paris'
        2|print the numbers 1 to 100 in {python/c/haskell}, fizzbuzz style
        3|Write an {Excel formula/awk one-liner/PowerShell command} that {sums a column by category/lists the ten largest files}.
        4|Create a {CSS grid/flexbox} layout with a fixed sidebar and a scrolling {main area/table}; it must work on phones.
        4|My Kubernetes pod is in {CrashLoopBackOff/ImagePullBackOff}. Here is the yaml: apiVersion: v1, kind: Pod, ... what should I check?
        5|Implement a {lock-free ring buffer/consistent hash ring/B-tree insert} and explain the memory ordering.
        3|Stack trace: Traceback (most recent call last): File "{app.py/main.py}", line {12/40}, TypeError: unsupported operand type(s) for +: 'int' and 'str'
        3|Write a function in {Python/C/Swift} to {compute the factorial/check balanced brackets/find the longest common prefix}.
        3|What is the output of this program?\n\n{x = [1, 2, 3]\nprint(x[::-1])/let a = "1" + 2; console.log(a);/print(sum(i * i for i in range(4)))}
        4|My {unit test/build/linter} fails with {exit code 137/a timeout/"module not found"} since I upgraded to {.NET 10/Node 22/Python 3.13}. Any idea?
        3|How do I call a {REST endpoint/gRPC service} with a bearer token from {C#/Go/PHP}?
        4|Write a {recursive/dynamic programming} solution for {the knapsack problem/edit distance/the n queens problem} in {Java/Python}.
        3|Turn this callback code into async/await: fs.readFile(path, (err, data) => done(err, data));
        3|Add type hints and a docstring:\ndef f(rows, key):\n    return sorted(rows, key=lambda r: r[key])
        4|Which design pattern fits {undo and redo/plug-ins/a state machine}, and how would the classes look in {TypeScript/C#}?
        3|assert {f([1, 2, 3]) == 6/f("abc") == "cba"} fails. Here is the function:\ndef f(x):\n    r = 0\n    for i in x:\n        r = i\n    return r
        2|vim: how to {replace a word in the whole file/delete until the end of the line}?
        """";
}
