"""Counts the words of the texts in a queue. The same in JavaScript would import the SDK; see gantry.py for what it does."""

from gantry import Refused, robot


def stopwords():
    path = robot.params.get("stopwords")  # a parameter of type file is the path of that file
    if path is None:
        return set()
    with open(path, encoding="utf-8") as lines:
        return {line.strip().lower() for line in lines}


def words_of(value):
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise ValueError("the value has no text")
    return value["text"].lower().split()


ignored = stopwords()
queue = robot.params["queue"]
counts = {}
texts = 0
robot.log("info", f"attempt {robot.run['attempt']} on {robot.run['robot']}", {"ignored": len(ignored)})

while not robot.cancelled.is_set():
    try:
        # Take the first that is free, and hold it: nobody else gets it until this run ends or says that it is done.
        item = robot.call("resource.get", queue=queue, lock={"read": True, "write": True}, timeout=0)
    except Refused as refused:
        if refused.code == "ResourceNotFound":
            break  # the queue is empty
        raise
    with robot.step(f"count {item['id']}"):
        try:
            for word in words_of(item["value"]):
                if word not in ignored:
                    counts[word] = counts.get(word, 0) + 1
        except ValueError as wrong:  # the data is wrong: to error at once, trying again would not help
            robot.call("resource.fail", queue=queue, id=item["id"], reason=str(wrong), retry=False)
            robot.log("warn", f"{item['id']}: {wrong}")
            continue
        robot.call("resource.markProcessed", queue=queue, id=item["id"])
    texts += 1
    robot.progress(texts, texts + robot.call("resource.count", queue=queue, status="new")["count"])

with open("report.txt", "w", encoding="utf-8") as report:
    for word in sorted(counts):
        report.write(f"{word} {counts[word]}\n")
robot.attach("report.txt")
robot.screenshot("done")  # None where the run has no screen
robot.output({"texts": texts, "words": sum(counts.values())})
